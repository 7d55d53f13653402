"""What really happened, drawn over the designed process: counts and waits on every way taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from math import sqrt

from salesops.kernel.problem import Language
from salesops.process.definition import Process, Said, Stage
from salesops.process.drawing import (
    HIGH,
    WIDE,
    Box,
    Line,
    arrow,
    clipped,
    laid_out,
    rounded,
)
from salesops.process.flow import Edge, Flow
from salesops.process.lasting import lasting

GAP = 58.0
HEATS = 5
THIN, THICK = 1.3, 8.0
# Ways taken by fewer cases than this share are left out, unless they are designed.
RARE = 0.005


@dataclass(frozen=True)
class Words:
    """What the drawing says beside names and numbers."""

    times: str
    cases: str
    waiting: str
    undesigned: str
    median: str


WORDS: Mapping[Language, Words] = {
    "zh": Words("次", "个案例", "个在等", "设计之外", "中位等待"),
    "en": Words("times", "cases", "waiting", "not designed", "median wait"),
}


def live_map(designed: Process, flow: Flow, language: Language) -> str:
    """The map as SVG for a page: a way is as broad as it is often taken and as warm as it waits.

    Its stages are called by the names that the flow uses. Ways outside the design are dashed;
    designed ways nobody took are faint. Colours are classes `heat0` to `heat4` of the page.
    """
    names = {stage.key: stage.name.in_(language) for stage in designed.stages}
    taken = {edge.pair: edge for edge in flow.edges if _is_shown(edge, flow, designed, names)}
    known = {(names[s.key], names[t.key]) for s, t in designed.edges()}
    whole = _with_ways(designed, flow, taken, language)
    plan = laid_out(whole, GAP)
    longest = max((edge.seconds.median for edge in taken.values()), default=0)
    most = max((edge.events for edge in taken.values()), default=1)
    drawn = []
    for number, line in enumerate(plan.lines):
        pair = line.source.name.in_(language), line.target.name.in_(language)
        edge = taken.get(pair)
        drawn.append(
            (
                edge.events if edge else 0,
                _way(line, edge, pair in known, (most, longest), number, language),
            )
        )
    ways = "".join(way for _, way in sorted(drawn, key=lambda one: one[0]))
    boxes = "".join(_box(box, flow, language) for box in plan.boxes)
    return (
        f'<svg class="livemap" xmlns="http://www.w3.org/2000/svg" role="img"'
        f' viewBox="0 0 {plan.width + 24:g} {plan.height:g}" width="{plan.width + 24:g}"'
        f' height="{plan.height:g}">{ways}{boxes}</svg>'
    )


def _is_shown(edge: Edge, flow: Flow, designed: Process, names: Mapping[str, str]) -> bool:
    if edge.source == edge.target:
        return False
    known = {(names[s.key], names[t.key]) for s, t in designed.edges()}
    return edge.pair in known or edge.cases >= RARE * flow.cases


def _with_ways(
    designed: Process, flow: Flow, taken: Mapping[tuple[str, str], Edge], language: Language
) -> Process:
    """The design with every way that was taken, and every stage that was entered."""
    by_name = {stage.name.in_(language): stage for stage in designed.stages}
    for name in flow.activities:
        by_name.setdefault(name, Stage(name, Said(name, name), moves=()))
    designed_ways = [(s.key, t.key) for s, t in designed.edges()]
    real = [(by_name[s].key, by_name[t].key) for s, t in taken]
    ways = dict.fromkeys([*designed_ways, *sorted(real)])
    stages = tuple(
        replace(stage, moves=tuple(t for s, t in ways if s == stage.key))
        for stage in by_name.values()
    )
    return Process(designed.name, stages)


def _way(
    line: Line,
    edge: Edge | None,
    is_designed: bool,
    largest: tuple[int, float],
    number: int,
    language: Language,
) -> str:
    path = rounded(line.points)
    if edge is None:
        return f'<g class="way untaken"><path d="{path}"/>{_head(line)}</g>'
    most, longest = largest
    width = max(THIN, THICK * sqrt(edge.events / most))
    heat = heat_of(edge.seconds.median, longest)
    kind = f"way heat{heat}{'' if is_designed else ' undesigned'}"
    x, y = _place(line, number)
    count, wait = f"{edge.events:,}", lasting(edge.seconds.median, language)
    return (
        f'<g class="{kind}"><title>{escape(_title(edge, is_designed, language))}</title>'
        f'<path d="{path}" stroke-width="{width:.1f}"/>{_head(line)}'
        f'<text x="{x:g}" y="{y:g}"><tspan class="count">{count}</tspan> {escape(wait)}</text></g>'
    )


def _head(line: Line) -> str:
    return arrow(line.points, '"none"').replace('fill="none"', 'class="head"')


def heat_of(seconds: float, longest: float) -> int:
    """How warm a wait is beside the longest one, from 0 to 4."""
    return min(HEATS - 1, int(HEATS * seconds / longest)) if longest else 0


def _title(edge: Edge, is_designed: bool, language: Language) -> str:
    words = WORDS[language]
    median, p90 = lasting(edge.seconds.median, language), lasting(edge.seconds.p90, language)
    told = [
        f"{edge.source} → {edge.target}",
        f"{edge.events:,} {words.times}, {edge.cases:,} {words.cases}",
        f"{words.median} {median} (p90 {p90})",
    ]
    return "\n".join(told if is_designed else [*told, words.undesigned])


def _place(line: Line, number: int) -> tuple[float, float]:
    """Where a way's figures stand: above a level start, else in the first gap it passes."""
    points = line.points
    (x, y), (x1, y1) = points[0], points[1]
    if len(points) == 3:
        return x + 26, y - 6
    if len(points) == 2 or y != y1:
        return x + 6, (y + y1) / 2 + 4
    down = 1 if points[2][1] > y1 else -1
    beside = HIGH / 4 + GAP / 2 if down > 0 else HIGH / 2 + GAP / 2
    return x1 + 5, y1 + down * beside + 4 + (number % 3 - 1) * 9


def _box(box: Box, flow: Flow, language: Language) -> str:
    name, words = box.stage.name.in_(language), WORDS[language]
    times = f"{flow.activities.get(name, 0):,} {words.times}"
    waiting = next((one for one in flow.waiting if one.activity == name), None)
    if waiting:
        times += f" · {waiting.cases:,} {words.waiting}"
    return (
        f'<g class="stage {box.stage.kind}"><title>{escape(name)}</title>'
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{WIDE:g}" height="{HIGH:g}" rx="6"/>'
        f'<rect class="edge" x="{box.x:g}" y="{box.y:g}" width="4" height="{HIGH:g}" rx="2"/>'
        f'<text class="name" x="{box.x + 14:g}" y="{box.y + 24:g}">'
        f"{escape(clipped(name, WIDE - 24, 14))}</text>"
        f'<text class="facts" x="{box.x + 14:g}" y="{box.y + 44:g}">{escape(times)}</text></g>'
    )


def steps_in_order(flow: Flow, following: Sequence[str] = ()) -> Process:
    """A process of what was observed alone, for what has no design.

    Its commonest way counts as designed, and so does every move to where cases only end.
    """
    common = flow.variants[0].activities if flow.variants else ()
    order = dict.fromkeys([*common, *following, *flow.activities])
    leaving = {edge.source for edge in flow.edges}
    ends = [edge.pair for edge in flow.edges if edge.target not in leaving]
    ways = dict.fromkeys([*pairwise(common), *ends])
    stages = [
        Stage(name, Said(name, name), moves=tuple(to for here, to in ways if here == name))
        for name in order
    ]
    return Process(Said(), tuple(stages))
