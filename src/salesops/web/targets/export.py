"""A plan's files: the table that can be brought back, and the grid as a workbook; each noted."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _

from salesops.planning.plan_columns import More, shape_of
from salesops.planning.plan_table import Row, cells_of, headings
from salesops.reports.render.rows import csv_of, workbook_of
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.targets.beyond import more_by_key
from salesops.web.targets.models import Goal, Plan
from salesops.web.targets.shown import grid_told


def table_file(actor: Actor, plan: Plan, goal: Goal) -> Iterator[bytes]:
    """The tree with what was said of its nodes as CSV, as far as the actor sees it."""
    told = grid_told(actor, plan, goal)
    weights, more = _weights(goal), more_by_key(goal)
    rows = [_row(row, more[row["key"]]) for row in told["rows"]]
    shape = shape_of([row.more for row in rows], weights, told["periods"])
    head, body = headings(weights, shape), list(cells_of(rows, weights, shape))
    _noted(actor, plan, "csv", len(rows))
    return csv_of(head, body)


def grid_file(actor: Actor, plan: Plan, goal: Goal) -> IO[bytes]:
    """The grid as a workbook, with targets, months and lines, as far as the actor sees it."""
    told = grid_told(actor, plan, goal)
    _noted(actor, plan, "xlsx", len(told["rows"]))
    return workbook_of(_head(told), _cells(told), str(_("Targets")))


def _noted(actor: Actor, plan: Plan, form: str, count: int) -> None:
    changing.note(actor, "export_plan", plan, details={"form": form, "count": count})


def _weights(goal: Goal) -> list[str]:
    told = goal.stances.values_list("weights", flat=True)
    return list(dict.fromkeys([*goal.weights, *(name for one in told for name in one)]))


def _row(row: dict[str, Any], more: More) -> Row:
    names = ("pin", "floor", "cap", "offered")
    return Row(
        row["key"], row["parent"], row["name"],
        {name: _number(value) for name, value in row["weights"].items()},
        {name: _number(row[name]) for name in names}, row["is_gated"], row["reason"],
        more=more,
    )  # fmt: skip


def _number(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _head(told: dict[str, Any]) -> list[str]:
    """The grid's columns, those of months and of product lines one after the other."""
    shares = [f"{column['label']} %" for column in told["columns"]]
    fixed = [_("Node"), _("Level"), _("Target"), _("Share %"), *shares, _("Pin"), _("Floor"),
             _("Cap"), _("Gets nothing"), _("Bottom-up"), _("Gap"), _("Last year"),
             _("Growth %"), _("Handed out"), _("Reason")]  # fmt: skip
    return [str(name) for name in (*fixed, *told["periods"], *told["lines"])]


def _cells(told: dict[str, Any]) -> Iterator[Sequence[Any]]:
    unit = Decimal(told["goal"]["unit"])
    depths: dict[str, int] = {"": -1}
    for row in told["rows"]:
        depth = depths[row["key"]] = depths.get(row["parent"], -1) + 1
        shares = [_percent(row.get("shares", {}).get(c["name"])) for c in told["columns"]]
        yield [
            "  " * depth + row["name"], depth, _units(row.get("target"), unit),
            _percent(row.get("share")), *shares,
            *(_number(row[name]) for name in ("pin", "floor", "cap")),
            1 if row["is_gated"] else None, _number(row["offers"]), _number(row.get("gap")),
            _number(row["last"]), _percent(row.get("growth")), _units(row.get("street"), unit),
            row["reason"], *(_units(value, unit) for value in row.get("months", ())),
            *(_units(value, unit) for value in row.get("lines", ())),
        ]  # fmt: skip


def _units(count: int | None, unit: Decimal) -> Decimal | None:
    return None if count is None else count * unit


def _percent(share: float | None) -> Decimal | None:
    return None if share is None else (Decimal(str(share)) * 100).quantize(Decimal("0.01"))
