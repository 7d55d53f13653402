"""The flowchart of a process: stages in layers, moves between them, as SVG for page and paper.

The main way runs down the middle. A stage that shares a layer stands to its right; what leads
there runs along its own lane and comes in from above. Skips run along lanes on the right of the
main way, ways back along lanes on its left, so that no line crosses a box.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from salesops.kernel.problem import Language
from salesops.process.definition import Process, Stage, role_said

Point = tuple[float, float]

WIDE, HIGH, GAP, LANE, BESIDE = 208.0, 58.0, 34.0, 14.0, 84.0
ROUND, EDGE = 7.0, 6.0
# The colours of charts on paper, which a page turns into its own by their values.
COLOURS: Mapping[str, str] = {
    "text": "#151c1f", "muted": "#5c686b", "rule": "#a8b1b3", "fill": "#fefefe",
    "accent": "#0b6b67", "good": "#0a6e4b", "bad": "#b93c13",
}  # fmt: skip
TONES = {"open": "accent", "won": "good", "lost": "bad"}


@dataclass(frozen=True)
class Box:
    """A stage with the place of its upper left corner."""

    stage: Stage
    layer: int
    column: int
    x: float
    y: float

    @property
    def middle(self) -> float:
        """Its middle, across."""
        return self.x + WIDE / 2


@dataclass(frozen=True)
class Line:
    """A move with the corners of its way."""

    source: Stage
    target: Stage
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Layout:
    """Where everything stands, and how large the whole is."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def layers(process: Process) -> dict[str, int]:
    """The layer of each stage: below every stage listed before it that leads to it."""
    order = {stage.key: at for at, stage in enumerate(process.stages)}
    found: dict[str, int] = {}
    for stage in process.stages:
        before = [
            found[source.key] + 1
            for source, target in process.edges()
            if target.key == stage.key and order[source.key] < order[stage.key]
        ]
        found[stage.key] = max(before, default=0 if not found else max(found.values()) + 1)
    return found


def laid_out(process: Process, gap: float = GAP) -> Layout:
    """The places of all stages and the ways between them."""
    found, used = layers(process), dict[int, int]()
    edges = list(process.edges())
    back = [(s, t) for s, t in edges if found[t.key] <= found[s.key]]
    left = EDGE + LANE * (len(back) + 1)
    boxes = []
    for stage in process.stages:
        layer = found[stage.key]
        column = used.get(layer, 0)
        used[layer] = column + 1
        x, y = left + column * (WIDE + BESIDE), EDGE + layer * (HIGH + gap)
        boxes.append(Box(stage, layer, column, x, y))
    places = {box.stage.key: box for box in boxes}
    lines = tuple(_lines(edges, places, left))
    across = [x for line in lines for x, _ in line.points] + [box.x + WIDE for box in boxes]
    down = [y for line in lines for _, y in line.points] + [box.y + HIGH for box in boxes]
    return Layout(tuple(boxes), lines, max(across, default=0) + EDGE, max(down, default=0) + EDGE)


def _lines(
    edges: Sequence[tuple[Stage, Stage]], places: Mapping[str, Box], left: float
) -> Iterator[Line]:
    backs = skips = 0
    for source, target in edges:
        here, there = places[source.key], places[target.key]
        if there.layer <= here.layer:
            backs += 1
            yield Line(source, target, _back(here, there, left - LANE * backs, backs))
        elif there.column > here.column:
            yield Line(source, target, _over(here, there))
        elif there.layer == here.layer + 1 or here.column:
            yield Line(source, target, _down(here, there))
        else:
            skips += 1
            yield Line(source, target, _skip(here, there, skips))


def _down(here: Box, there: Box) -> tuple[Point, ...]:
    """Straight down, with a bend where the other stands aside."""
    bend = there.y - GAP / 2
    if here.middle == there.middle:
        return ((here.middle, here.y + HIGH), (there.middle, there.y))
    return (
        (here.middle, here.y + HIGH), (here.middle, bend), (there.middle, bend),
        (there.middle, there.y),
    )  # fmt: skip


def _over(here: Box, there: Box) -> tuple[Point, ...]:
    """To the side, then down into a stage that stands to the right."""
    y = here.y + HIGH * 0.5
    return ((here.x + WIDE, y), (there.middle, y), (there.middle, there.y))


def _skip(here: Box, there: Box, number: int) -> tuple[Point, ...]:
    lane = here.x + WIDE + LANE * number
    return (
        (here.x + WIDE, here.y + HIGH * 0.75), (lane, here.y + HIGH * 0.75),
        (lane, there.y + HIGH * 0.25), (there.x + WIDE, there.y + HIGH * 0.25),
    )  # fmt: skip


def _back(here: Box, there: Box, lane: float, number: int) -> tuple[Point, ...]:
    """Along a lane on the left; what stands aside goes around below itself first."""
    enter = there.y + HIGH * (0.3 + 0.4 * (number % 3) / 2)
    if here.column:
        below = here.y + HIGH + LANE * 0.8
        return (
            (here.middle, here.y + HIGH), (here.middle, below), (lane, below), (lane, enter),
            (there.x, enter),
        )  # fmt: skip
    leave = here.y + HIGH * (0.3 + 0.4 * (number % 3) / 2)
    return ((here.x, leave), (lane, leave), (lane, enter), (there.x, enter))


def svg(process: Process, language: Language) -> str:
    """The flowchart as a drawing of its own, in the colours of paper."""
    plan = laid_out(process)
    paint = {name: f'"{colour}"' for name, colour in COLOURS.items()}
    drawn = [_way(line, paint) for line in plan.lines]
    drawn += [_box(box, language, paint) for box in plan.boxes]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plan.width:g} {plan.height:g}"'
        f' width="{plan.width:g}" height="{plan.height:g}" font-family="Noto Sans SC">'
        f"{''.join(drawn)}</svg>"
    )


def _way(line: Line, paint: Mapping[str, str]) -> str:
    is_converted = line.source.of != line.target.of
    dashes = ' stroke-dasharray="5 4"' if is_converted else ""
    return (
        f'<path d="{rounded(line.points)}" fill="none" stroke={paint["rule"]}'
        f' stroke-width="1.4"{dashes}/>{arrow(line.points, paint["rule"])}'
    )


def rounded(points: Sequence[Point]) -> str:
    """The way through the points, its corners rounded."""
    first, *inner = points
    told = [f"M{first[0]:g} {first[1]:g}"]
    for at, point in enumerate(inner):
        before = points[at]
        if at + 1 == len(inner):
            told.append(f"L{point[0]:g} {point[1]:g}")
            break
        after = inner[at + 1]
        start, end = _towards(point, before), _towards(point, after)
        told.append(f"L{start[0]:g} {start[1]:g}Q{point[0]:g} {point[1]:g} {end[0]:g} {end[1]:g}")
    return "".join(told)


def _towards(here: Point, there: Point) -> Point:
    """A little way from one point to another, at most half of it."""
    length = abs(there[0] - here[0]) + abs(there[1] - here[1])
    share = min(ROUND, length / 2) / length if length else 0
    return (here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share)


def arrow(points: Sequence[Point], paint: str) -> str:
    """The head at the end of the way."""
    (x0, y0), (x, y) = points[-2], points[-1]
    dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
    if dx:
        tail = f"{x - 7 * dx:g} {y - 4:g} {x - 7 * dx:g} {y + 4:g}"
    else:
        tail = f"{x - 4:g} {y - 7 * dy:g} {x + 4:g} {y - 7 * dy:g}"
    return f'<polygon points="{x:g} {y:g} {tail}" fill={paint}/>'


def _box(box: Box, language: Language, paint: Mapping[str, str]) -> str:
    stage, tone = box.stage, paint[TONES[box.stage.kind]]
    name = stage.name.in_(language)
    under = " · ".join(_facts(stage, language))
    return (
        f'<g data-stage="{escape(stage.key)}"><title>{escape(name)}</title>'
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{WIDE:g}" height="{HIGH:g}" rx="6"'
        f' fill={paint["fill"]} stroke={tone} stroke-width="1.2"/>'
        f'<rect x="{box.x:g}" y="{box.y:g}" width="4" height="{HIGH:g}" rx="2" fill={tone}/>'
        f'<text x="{box.x + 14:g}" y="{box.y + 24:g}" font-size="14" font-weight="600"'
        f" fill={paint['text']}>{escape(clipped(name, WIDE - 24, 14))}</text>"
        f'<text x="{box.x + 14:g}" y="{box.y + 44:g}" font-size="12" fill={paint["muted"]}>'
        f"{escape(clipped(under, WIDE - 24, 12))}</text></g>"
    )


def _facts(stage: Stage, language: Language) -> Iterator[str]:
    """Whose it is, and how long it may take."""
    yield role_said(stage.role, language)
    limits = [task.limit for task in stage.tasks if task.limit]
    limit = stage.limit or (limits[0] if limits else None)
    if limit:
        yield limit.said(language)


def clipped(text: str, width: float, size: float) -> str:
    """The text as far as it fits into so many pixels, with … where it does not."""
    sizes = [size if east_asian_width(one) in "WF" else size * 0.58 for one in text]
    if sum(sizes) <= width:
        return text
    used, kept = size, ""
    for one, wide in zip(text, sizes, strict=True):
        if used + wide > width:
            break
        used, kept = used + wide, kept + one
    return f"{kept}…"
