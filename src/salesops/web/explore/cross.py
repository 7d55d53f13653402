"""A cross-table as the Ask page shows it: cells that open, heads that sort."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from salesops.reports.asked_pivot import Face, Figure, Line, Pivot
from salesops.reports.pen import Pen
from salesops.web.explore.builder import State
from salesops.web.explore.grid import Head, Shown, on_page, opening, written


@dataclass(frozen=True)
class CrossFace:
    """One metric: its name, the head that sorts by its totals, its lines."""

    name: str
    total_head: Head
    rows: list[list[Shown]]
    total: list[Shown]


@dataclass(frozen=True)
class Cross:
    """The cross-tables of an answer, a metric each."""

    heads: list[Head]
    across: str
    columns: Sequence[str]
    faces: list[CrossFace]


def cross(found: Pivot, now: State, pen: Pen, opened: tuple[str, tuple[str, ...]]) -> Cross:
    """The cross-tables with links; `opened` is the cell whose rows are on show."""
    order = ",".join(found.question.order)
    heads = [_head(name, pen.name(name), name, f"-{name}", order, now) for name in found.down]
    here = replace(now, kept=(*now.kept, *on_page(found.window)))
    faces = [_face(face, order, now, here, pen, opened) for face in found.faces]
    return Cross(heads, pen.name(found.across), [head.text for head in found.heads], faces)


def _head(column: str, name: str, first: str, then: str, order: str, now: State) -> Head:
    way = {column: "ascending", f"-{column}": "descending"}.get(order, "")
    following = then if order == first else first
    is_number = first.startswith("-")
    return Head(name, "", now.query(order=following), way, is_number, "value")


def _face(
    face: Face, order: str, now: State, here: State, pen: Pen, opened: tuple[str, tuple[str, ...]]
) -> CrossFace:
    metric, total = face.metric, pen.say("合计", "Total")

    def line(one: Line) -> list[Shown]:
        heads = [Shown(head, "dimension") for head in one.heads]
        return [*heads, *(_shown(figure, metric, here, opened) for figure in one.figures)]

    return CrossFace(
        pen.name(metric),
        _head(metric, total, f"-{metric}", metric, order, now),
        [line(one) for one in face.lines],
        line(face.total),
    )


def _shown(figure: Figure, metric: str, here: State, opened: tuple[str, tuple[str, ...]]) -> Shown:
    if not figure.is_known:
        return Shown(figure.value, "value")
    group = tuple(written(name, value) for name, value in figure.group)
    query = opening(here, metric, group)
    return Shown(figure.value, "value", query, opened == (metric, group), under=figure.change)
