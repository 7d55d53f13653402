"""The form of a pipeline's stages, read as the stages somebody wants."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from salesops.ingest.amounts import number
from salesops.selling.stages import KINDS, Draft, Kind

Typed = Mapping[str, Sequence[str]]
COLUMNS = ("stage_id", "stage_name", "kind", "chance", "limit", "place")


def drafts(told: Typed) -> list[Draft]:
    """The stages as typed, in the order of their places; empty rows and removed ones left out."""
    removed = set(told.get("remove", ()))
    rows = [row for row in rows_typed(told) if row["name"].strip() or row["stage_id"]]
    kept = [row for row in rows if row["stage_id"] not in removed or not row["stage_id"]]
    ordered = sorted(kept, key=lambda row: _whole(row["place"], 999))
    return [
        Draft(
            row["name"], kind_of(row["kind"]), _share(row["chance"]), _limit(row["limit"]),
            _whole(row["stage_id"], 0) or None,
        )
        for row in ordered
    ]  # fmt: skip


def rows_typed(told: Typed) -> list[dict[str, Any]]:
    """The rows of the form, each column by its name."""
    names = ("stage_id", "name", "kind", "chance", "limit", "place")
    columns = [told.get(name, ()) for name in COLUMNS]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=False)]


def kind_of(text: str) -> Kind:
    """The kind somebody chose; what is none is open."""
    return next((kind for kind in KINDS if kind == text), "open")


def _share(text: str) -> Decimal | None:
    """A chance typed as a percentage; what is no number is out of range, and told of as that."""
    value = number(text.rstrip("% "))
    if value is None:
        return None
    return Decimal(-1) if isinstance(value, str) else value / 100


def _limit(text: str) -> int | None:
    return _whole(text, 0) or None


def _whole(text: object, otherwise: int) -> int:
    told = str(text)
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 6 else otherwise


def targets(told: Typed) -> dict[int, int]:
    """Where the deals of each removed stage go, by id."""
    pairs = [
        (name.removeprefix("move_"), values[-1])
        for name, values in told.items()
        if name.startswith("move_") and values
    ]
    return {_whole(a, 0): _whole(b, 0) for a, b in pairs if _whole(a, 0) and _whole(b, 0)}
