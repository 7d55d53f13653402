"""What forms about customers, leads and deals send, as values; and how they show refusals."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from salesops.kernel.problem import Wording
from salesops.web.crm.about import NAMES
from salesops.web.language import spoken
from salesops.web.problems import Conflict, Refused, refused

BAD_TIME = Wording(
    "bad_time",
    zh=("“{text}”不是日期或时间", "写成 2026-10-31 或 2026-10-31 09:30"),
    en=('"{text}" is not a date or time', "Write 2026-10-31 or 2026-10-31 09:30"),
)
BAD_NUMBER = Wording(
    "bad_number",
    zh=("“{text}”不是整数", "写成 30 这样的整数"),
    en=('"{text}" is not a whole number', "Write one such as 30"),
)
MOST_MINUTES = 100_000
# A task that is due on a day is due when people go home.
DAY_ENDS = time(18)


def given(told: Mapping[str, Any]) -> dict[str, str | None]:
    """The ids of the records something is about."""
    return {name: str(told.get(name) or "") or None for name in NAMES}


def moment(text: str, field: str) -> datetime | None:
    """A date or time in the company's zone; None for nothing. Raises Refused."""
    if not text.strip():
        return None
    try:
        at = parse_datetime(text.strip())
        day = None if at else parse_date(text.strip())
    except ValueError:
        at = day = None
    if at is None and day is None:
        raise refused(BAD_TIME, field=field, text=text[:40])
    found = at or datetime.combine(day, DAY_ENDS)  # type: ignore[arg-type]  # one of them is there
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def whole(text: str, field: str) -> int | None:
    """A whole number from nothing on; None for nothing. Raises Refused."""
    said = text.strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and int(said[:9]) <= MOST_MINUTES):
        raise refused(BAD_NUMBER, field=field, text=said[:40])
    return int(said[:9])


def version(told: Mapping[str, Any]) -> int | None:
    """The version of the record somebody looked at, if the form says so."""
    text = str(told.get("version") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def wrong(error: Refused | ValidationError) -> dict[str, Any]:
    """What a form shows of a refusal: a sentence by field, '' for none."""
    if isinstance(error, ValidationError):
        by_field = getattr(error, "message_dict", {"": error.messages})
        return {"errors": {_column(name): " ".join(said) for name, said in by_field.items()}}
    language, problem = spoken(), error.problem
    stop = "。" if language == "zh" else ". "
    said = f"{problem.reason(language).rstrip('.')}{stop}{problem.remedy(language)}"
    return {
        "errors": {problem.where.column or "": said},
        "problem": said,
        "is_conflict": isinstance(error, Conflict),
        "newest": error.version if isinstance(error, Conflict) else None,
    }


def _column(name: str) -> str:
    links = {"person", "account", "contact", "deal", "lead", "owner"}
    return f"{name}_id" if name in links else "" if name == "__all__" else name


def is_quiet(request: HttpRequest) -> bool:
    """Whether a piece of a page is wanted rather than a page."""
    return bool(getattr(request, "htmx", False))
