"""What a list's filters offer to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesops.web.lists.asking import Asked, Filter, Way, ways
from salesops.web.lists.listing import Column, Listing

Option = tuple[str, str, bool]
MOST_OFFERED = 300


@dataclass(frozen=True)
class Offer:
    """One field of the filter form: what may be filled in, and what is."""

    column: Column
    label: str
    values: Mapping[str, str]
    options: Sequence[Option]
    ways: Sequence[Way]
    is_set: bool

    @property
    def kind(self) -> str:
        """Which inputs it needs."""
        return "choice" if self.options else self.column.kind

    @property
    def key(self) -> str:
        """Its name in the address."""
        return self.column.name


def filter_fields(listing: Listing, wanted: Asked, actor: object) -> list[Offer]:
    """A field for every column that may be filtered, those in use first open."""
    return [
        _offer(column, [f for f in wanted.filters if f.column == column.name], actor)
        for column in listing.columns
        if column.is_filtered
    ]


def _offer(column: Column, now: Sequence[Filter], actor: object) -> Offer:
    picked = {value for one in now if one.way == "is" for value in one.values}
    options = _options(column, picked, actor)
    values = {str(one.way): one.values[-1] for one in now}
    return Offer(column, str(column.label), values, options, ways(column), bool(now))


def _options(column: Column, picked: set[str], actor: object) -> list[Option]:
    if column.kind == "flag" or not column.choices:
        return []
    offered = [(value, str(label)) for value, label in column.choices(actor)]
    kept = offered[:MOST_OFFERED]
    kept += [one for one in offered[MOST_OFFERED:] if one[0] in picked]
    kept += [(value, value) for value in picked if value not in dict(offered)]
    return [(value, label, value in picked) for value, label in kept]
