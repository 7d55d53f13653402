"""Which deals a page is about, as its address says it, and the periods it offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from salesops.kernel.period import month_later
from salesops.kernel.problem import Language
from salesops.selling.flow_asked import quarter_of

ME = "me"
OVERDUE = "overdue"
UNDATED = "undated"
LONGEST = 200


@dataclass(frozen=True)
class Narrow:
    """What the address says; empty means everything the reader sees."""

    pipeline: str = ""
    owner: str = ""
    team: str = ""
    period: str = ""
    line: str = ""
    q: str = ""

    def query(self, **changes: str) -> str:
        """The address' query with some of it changed."""
        wanted = replace(self, **changes)
        return urlencode({name: value for name, value in vars(wanted).items() if value})

    @property
    def is_set(self) -> bool:
        """Whether anything but the pipeline narrows it."""
        return any(value for name, value in vars(self).items() if name != "pipeline")


def narrow_of(told: Mapping[str, str]) -> Narrow:
    """What an address' query says, whatever else stands in it."""
    names = Narrow.__dataclass_fields__
    clean = {name: told.get(name, "").replace("\0", "").strip()[:LONGEST] for name in names}
    return Narrow(**clean)


class Option(NamedTuple):
    """One thing to choose, and whether it is chosen."""

    value: str
    label: str
    is_picked: bool


@lru_cache(maxsize=200)
def picked(pairs: Sequence[tuple[str, str]], now: str) -> Sequence[Option]:
    """The pairs as options; what is chosen is among them even where nobody offered it."""
    found = [Option(value, label, value == now) for value, label in pairs]
    if now and not any(option.is_picked for option in found):
        found.append(Option(now, now, is_picked=True))
    return tuple(found)


def periods(today: date, language: Language) -> list[tuple[str, str]]:
    """The periods in which a deal may be expected to close, by name."""
    month = today.replace(day=1)
    quarter = date(month.year, (month.month - 1) // 3 * 3 + 1, 1)
    named = (
        (OVERDUE, "已逾期", "Overdue"),
        (f"{month:%Y-%m}", "本月", "This month"),
        (f"{month_later(month):%Y-%m}", "下月", "Next month"),
        (quarter_of(quarter), "本季度", "This quarter"),
        (quarter_of(month_later(quarter, 3)), "下季度", "Next quarter"),
        (f"{month.year}", "今年", "This year"),
        (UNDATED, "没有日期", "No date"),
    )
    return [(name, zh if language == "zh" else en) for name, zh, en in named]
