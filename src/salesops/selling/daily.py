"""Rules that look at every record once a day: what narrows the search, and when they act again."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from salesops.selling.automation import Condition, Rule

MOST_A_DAY = 500
"""So many records one rule acts on in a day; the others have their turn on the next."""


@dataclass(frozen=True)
class Bound:
    """Something a database can ask first: it holds for every record the condition holds for."""

    field: str
    ask: Literal["is", "before", "empty", "there"]
    value: object = None


def bounds(rule: Rule, kinds: Mapping[str, str], today: date) -> Iterator[Bound]:
    """What of the rule's conditions a database can ask; `kinds` says what each field holds."""
    for condition in rule.conditions:
        found = _bound(condition, kinds.get(condition.field, ""), today)
        if found:
            yield found


def _bound(condition: Condition, kind: str, today: date) -> Bound | None:
    name, value = condition.field, condition.value
    if condition.operator == "older_than_days" and kind in ("day", "moment"):
        return Bound(name, "before", today - timedelta(days=int(str(value))))
    if condition.operator == "is" and kind in ("text", "choice") and isinstance(value, str):
        return Bound(name, "is", value)
    if condition.operator == "is_empty" and kind in ("day", "moment", "number"):
        return Bound(name, "empty")
    if condition.operator == "is_not_empty" and kind in ("day", "moment", "number"):
        return Bound(name, "there")
    return None


def standing(rule: Rule, version: object, record: Mapping[str, object]) -> str:
    """What tells whether a record is still as it was when the rule acted on it.

    Its version says whether somebody changed it; what the rule asks of may change without that,
    like the day of the last contact.
    """
    asked = {c.field: str(record.get(c.field)) for c in rule.conditions}
    text = json.dumps([str(version), sorted(asked.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
