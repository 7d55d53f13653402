"""What two texts of a plan say differently, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from salesops.incentives.fields import written
from salesops.incentives.plan import Plan


@dataclass(frozen=True)
class Change:
    """One thing two texts of a plan say differently; None where one of them does not say it."""

    field: str
    before: object
    after: object


def changes(before: Plan, after: Plan) -> list[Change]:
    """Everything that two plans say differently, by field, in the order of names."""
    old, new = dict(_leaves(written(before))), dict(_leaves(written(after)))
    return [
        Change(name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _leaves(of: object, place: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(of, Mapping):
        for name, value in of.items():
            yield from _leaves(value, f"{place}.{name}" if place else str(name))
    elif isinstance(of, list):
        for count, value in enumerate(of):
            named = value.get("name") if isinstance(value, Mapping) else None
            yield from _leaves(value, f"{place}[{named or count}]")
    else:
        yield place, of
