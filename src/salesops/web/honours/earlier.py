"""What an award or a ladder was before its last changes, so that a change can be taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.honours.problems import NOTHING_TO_UNDO
from salesops.web.kept import Kept
from salesops.web.problems import refused

MOST = 20
EARLIER = "earlier"


def remembered(record: Kept, fields: Sequence[str]) -> Mapping[str, Any]:
    """What a change keeps beside the new values: those there are now, the newest last."""
    now = {name: _plain(getattr(record, name)) for name in fields}
    return {"extra": {**record.extra, EARLIER: [*record.extra.get(EARLIER, ()), now][-MOST:]}}


def _plain(value: Any) -> Any:
    is_plain = value is None or isinstance(value, str | int | bool | list)
    return value if is_plain else DjangoJSONEncoder().default(value)


def is_changed(record: Kept) -> bool:
    """Whether there is a change to take back."""
    return bool(record.extra.get(EARLIER))


def took_back(actor: Actor, record: Kept, action: str) -> None:
    """Make a record that is held what it was before its last change. Raises Refused."""
    earlier = record.extra.get(EARLIER, ())
    if not earlier:
        raise refused(NOTHING_TO_UNDO, name=str(record))
    fields: Mapping[str, models.Field] = changing.columns(type(record))
    values = {name: fields[name].to_python(value) for name, value in earlier[-1].items()}
    more = {"extra": {**record.extra, EARLIER: earlier[:-1]}}
    changing.change(actor=actor, record=record, values=values, action=action, more=more)
