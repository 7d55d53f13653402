"""Who in the house knows a customer: by contacts, recent ones counting more."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

HALF_LIFE_DAYS = 90


@dataclass(frozen=True)
class Knows:
    """Somebody of ours who was in touch: how often, last when, and how much it weighs now."""

    person_id: str
    contacts: int
    last_on: date
    weight: float


def knowers(contacts: Iterable[tuple[str, date]], today: date, limit: int = 5) -> list[Knows]:
    """The people of these contacts, whoever knows the customer best now first.

    A contact weighs half as much after ninety days, a quarter after a hundred and eighty.
    """
    days: dict[str, list[date]] = defaultdict(list)
    for person_id, day in contacts:
        days[person_id].append(day)
    found = [
        Knows(p, len(d), max(d), sum(_weight(day, today) for day in d)) for p, d in days.items()
    ]
    return sorted(found, key=lambda one: (-one.weight, one.person_id))[:limit]


def _weight(day: date, today: date) -> float:
    return float(0.5 ** (max((today - day).days, 0) / HALF_LIFE_DAYS))
