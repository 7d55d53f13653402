"""The flow as a person reads it: tables with captions, shares and waits in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from salesops.kernel.problem import Language
from salesops.process.flow import Flow, Times
from salesops.process.lasting import lasting, worked

# Variants that a person reads; files have all of them.
SHOWN = 10

Row = dict[str, object]
Wait = Callable[[float], str]

WORDS: dict[str, tuple[str, str]] = {
    "from": ("从", "from"),
    "to": ("到", "to"),
    "cases": ("案例", "cases"),
    "events": ("次数", "events"),
    "median": ("中位", "median"),
    "p90": ("九成以内", "p90"),
    "total": ("合计", "total"),
    "worked_median": ("工作时间中位", "worked median"),
    "worked_p90": ("工作时间九成以内", "worked p90"),
    "sequence": ("经过", "sequence"),
    "share": ("占比", "share"),
    "coverage": ("累计", "coverage"),
    "activity": ("活动", "activity"),
    "repeats": ("重复", "repeats"),
    "self_loops": ("紧接着重复", "at once"),
    "redone": ("换人重做", "by another"),
    "there": ("去", "there"),
    "back": ("回", "back"),
}


@dataclass(frozen=True)
class Table:
    """Rows under a caption; every row has the same headings."""

    caption: str
    rows: list[Row]


def tables(flow: Flow, language: Language, minutes_a_day: int = 24 * 60) -> Iterator[Table]:
    """Moves, the commonest variants, rework, ping-pong and what waits; those that have rows.

    `minutes_a_day` is how long a working day is, where waits are told in working time too.
    """
    zh = language == "zh"
    for caption, rows in (
        ("谁跟着谁" if zh else "What follows what", _edges(flow, language, minutes_a_day)),
        (_commonest(flow, zh=zh), _variants(flow)),
        ("返工" if zh else "Done again", _rework(flow)),
        ("来回" if zh else "There and straight back", _ping_pong(flow)),
        (_until(flow, zh=zh), _waiting(flow, language, minutes_a_day)),
    ):
        if rows:
            yield Table(caption, [_headed(row, zh=zh) for row in rows])


def _headed(row: Row, *, zh: bool) -> Row:
    return {WORDS[name][0 if zh else 1]: value for name, value in row.items()}


def _commonest(flow: Flow, *, zh: bool) -> str:
    shown, held = flow.variants[:SHOWN], len(flow.variants)
    if len(shown) == held or not shown:
        return "走法" if zh else "Variants"
    covered = _share(shown[-1].coverage)
    return (
        f"最常见的 {len(shown)} 种走法，共 {held:,} 种，占 {covered} 的案例"
        if zh
        else f"The commonest {len(shown)} of {held:,} variants, {covered} of all cases"
    )


def _until(flow: Flow, *, zh: bool) -> str:
    until = flow.as_of.isoformat(" ", "minutes") if flow.as_of else ""
    return f"未结束的案例，等到 {until}" if zh else f"Open cases, waiting until {until}"


def _edges(flow: Flow, language: Language, minutes_a_day: int) -> list[Row]:
    return [
        {
            "from": edge.source,
            "to": edge.target,
            "cases": edge.cases,
            "events": edge.events,
            **_waits(edge.seconds, edge.worked, language, minutes_a_day),
        }
        for edge in flow.edges
    ]


def _waits(
    seconds: Times, working: Times | None, language: Language, minutes_a_day: int
) -> dict[str, str]:
    found = {
        "median": lasting(seconds.median, language),
        "p90": lasting(seconds.p90, language),
        "total": lasting(seconds.total, language),
    }
    if working is None:
        return found
    return found | {
        "worked_median": worked(working.median, language, minutes_a_day),
        "worked_p90": worked(working.p90, language, minutes_a_day),
    }


def _variants(flow: Flow) -> list[Row]:
    return [
        {
            "sequence": " → ".join(one.activities),
            "cases": one.cases,
            "share": _share(one.share),
            "coverage": _share(one.coverage),
        }
        for one in flow.variants[:SHOWN]
    ]


def _share(value: float) -> str:
    return f"{value:.1%}"


def _rework(flow: Flow) -> list[Row]:
    return [
        {
            "activity": one.activity,
            "cases": one.cases,
            "repeats": one.repeats,
            "self_loops": one.self_loops,
            "redone": one.redone,
        }
        for one in flow.rework
    ]


def _ping_pong(flow: Flow) -> list[Row]:
    return [
        {"there": one.there, "back": one.back, "cases": one.cases, "events": one.events}
        for one in flow.ping_pong
    ]


def _waiting(flow: Flow, language: Language, minutes_a_day: int) -> list[Row]:
    return [
        {
            "activity": one.activity,
            "cases": one.cases,
            **_waits(one.seconds, one.worked, language, minutes_a_day),
        }
        for one in flow.waiting
    ]
