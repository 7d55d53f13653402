"""Cases of a file, a row a case or a row an event, and what is wrong with their rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from salesops.kernel.problem import Problem, Where, Wording
from salesops.process import conversion_wordings as w
from salesops.process.competing import Outcome
from salesops.process.conversion import Count
from salesops.process.reached import Path, days_between

Row = Mapping[str, str | None]
ReadMoment = Callable[[str], datetime | str | None]
Columns = Mapping[str, tuple[str, ...]]

CASE_COLUMNS: Columns = {
    "case": (
        "case_id",
        "编号",
        "商机编号",
        "线索编号",
        "opportunity_id",
        "deal_id",
        "lead_id",
        "id",
    ),
    "start": ("开始", "创建日期", "created_on", "engage_date", "received_at", "获取时间"),
    "end": ("结束", "关闭日期", "closed_on", "close_date"),
    "outcome": ("结果", "状态", "商机状态", "status", "deal_stage", "stage"),
}
EVENT_COLUMNS: Columns = {
    "case": CASE_COLUMNS["case"],
    "activity": ("活动", "阶段", "进入阶段", "activity", "stage", "to_stage"),
    "at": ("时间", "进入时间", "timestamp", "time", "entered_at"),
}
WON = ("won", "赢单", "成交", "已赢单", "yes", "1", "true")
LOST = ("lost", "输单", "丢单", "已输单", "no", "0", "false")
OPEN = ("", "open", "进行中", "跟进中")

MOST_TOLD = 5
"""Problems of one kind that are told one by one; the rest is counted."""


@dataclass(frozen=True)
class Case:
    """One case: when it began, how it ended and when, and the stages it entered."""

    case_id: str
    start: datetime
    end: datetime | None
    outcome: Outcome
    group: str = ""
    path: Path = ()

    def days(self, as_of: datetime) -> float:
        """Days from the start to the end, or so far."""
        return days_between(self.start, self.end or as_of)

    @property
    def month(self) -> str:
        """The month it began in."""
        return f"{self.start:%Y-%m}"


@dataclass
class Reader:
    """Reads rows by their canonical columns, and remembers what was wrong."""

    read: ReadMoment
    problems: list[Problem] = field(default_factory=list)
    zones: set[bool] = field(default_factory=set)
    _told: Counter[Wording] = field(default_factory=Counter)

    def moment(self, where: Where, text: str | None) -> datetime | None:
        """The moment a text means, in UTC where it names a zone; None where it is none."""
        told = (text or "").strip()
        found = _iso(told) or self.read(told)
        if isinstance(found, str):
            self.tell(w.NOT_A_TIME, where, value=told)
            raise Unreadable
        if found is None:
            return None
        self.zones.add(found.tzinfo is not None)
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found

    def tell(self, wording: Wording, where: Where, **values: object) -> None:
        """Note a problem; after a few of a kind only how many more there are."""
        self._told[wording] += 1
        if self._told[wording] <= MOST_TOLD:
            self.problems.append(Problem(wording, where, values))

    def finished(self) -> list[Problem]:
        """Everything that was wrong, with what was not told one by one."""
        more = [
            Problem(w.MORE, Where(), {"count": count - MOST_TOLD})
            for count in self._told.values()
            if count > MOST_TOLD
        ]
        mixed = [Problem(w.MIXED_ZONES)] if len(self.zones) > 1 else []
        return [*mixed, *self.problems, *more]


class Unreadable(Exception):
    """A row that cannot be counted; why is among the problems."""


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Words:
    """Which values mean won and lost, in lower case, and the stages in their order."""

    won: frozenset[str]
    lost: frozenset[str]
    stages: tuple[str, ...] = ()

    def outcome(self, told: str) -> Outcome | None:
        """What a value means; None where it means nothing known."""
        value = told.strip().lower()
        if value in self.won:
            return "won"
        if value in self.lost:
            return "lost"
        return "open" if value in OPEN or value in map(str.lower, self.stages) else None


def words(won: Sequence[str], lost: Sequence[str], stages: Sequence[str] = ()) -> Words:
    """The values somebody named, or the usual ones."""
    return Words(
        frozenset(each.strip().lower() for each in won or WON),
        frozenset(each.strip().lower() for each in lost or LOST),
        tuple(stages),
    )


def cases_of_rows(
    rows: Iterator[tuple[Where, Row]], said: Words, read: ReadMoment
) -> tuple[list[Case], list[Problem]]:
    """The cases of a file with a row a case, and its problems."""
    reader, found, unknown = Reader(read), {}, set()
    for where, row in rows:
        case_id = (row.get("case") or "").strip() or (f"#{where.line}" if "case" not in row else "")
        if not case_id or case_id in found:
            reader.tell(w.CASE_TWICE if case_id else w.NO_CASE, where, value=case_id)
            continue
        told = (row.get("outcome") or "").strip()
        outcome = said.outcome(told)
        if outcome is None and told not in unknown:
            unknown.add(told)
            reader.tell(w.UNKNOWN_OUTCOME, where, value=told)
        try:
            start, end = (reader.moment(where, row.get(name)) for name in ("start", "end"))
        except Unreadable:
            continue
        wrong = _wrong(start, end, outcome or "open")
        if wrong or start is None:
            reader.tell(wrong or w.NO_START, where, value=case_id)
            continue
        closed = end if outcome in ("won", "lost") else None
        found[case_id] = Case(
            case_id, start, closed, outcome or "open", (row.get("by") or "").strip()
        )
    return list(found.values()), reader.finished()


def _wrong(start: datetime | None, end: datetime | None, outcome: Outcome) -> Wording | None:
    if start is None:
        return w.NO_START
    if outcome == "open":
        return None
    if end is None:
        return w.NO_END
    return w.ENDS_EARLY if end < start else None


def cases_of_events(
    rows: Iterator[tuple[Where, Row]], said: Words, read: ReadMoment
) -> tuple[list[Case], list[Problem]]:
    """The cases of a file with a row an event, in the order of time and, at one time, of rows.

    A case begins with its first event. It is won at its first won event; else it is lost at its
    last lost one, unless a stage that was named comes after that; else it is open.
    """
    reader = Reader(read)
    events: dict[str, list[tuple[datetime, int, str]]] = {}
    groups: dict[str, str] = {}
    for number, (where, row) in enumerate(rows):
        case_id = (row.get("case") or "").strip()
        if not case_id:
            reader.tell(w.NO_CASE, where)
            continue
        try:
            at = reader.moment(where, row.get("at"))
        except Unreadable:
            continue
        if at is None:
            reader.tell(w.NO_START, where)
            continue
        events.setdefault(case_id, []).append((at, number, (row.get("activity") or "").strip()))
        groups.setdefault(case_id, (row.get("by") or "").strip())
    wrong = _unknown_stages(events, said)
    in_order = {each: sorted(moves) for each, moves in events.items()}
    for each, ((_, _, first), *_) in in_order.items():
        if first.lower() in said.won | said.lost:
            reader.tell(w.BEGINS_WITH_END, Where(value=each), activity=first)
    found = [_case(each, moves, said, groups[each]) for each, moves in in_order.items()]
    return found, [*wrong, *reader.finished()]


def _unknown_stages(
    events: Mapping[str, Sequence[tuple[datetime, int, str]]], said: Words
) -> list[Problem]:
    known = {activity for moves in events.values() for _, _, activity in moves}
    listed = ", ".join(sorted(known - {""})[:30])
    return [
        Problem(w.NO_SUCH_STAGE, Where(), {"value": stage, "known": listed})
        for stage in said.stages
        if stage not in known
    ]


def _case(
    case_id: str, moves: Sequence[tuple[datetime, int, str]], said: Words, group: str
) -> Case:
    start, path = moves[0][0], tuple(activity for _, _, activity in moves)
    won = next((at for at, _, name in moves if name.lower() in said.won), None)
    if won is not None:
        return Case(case_id, start, won, "won", group, path)
    ends = [n for n, (_, _, name) in enumerate(moves) if name.lower() in said.lost]
    if ends and not any(name in said.stages for name in path[ends[-1] + 1 :]):
        return Case(case_id, start, moves[ends[-1]][0], "lost", group, path)
    return Case(case_id, start, None, "open", group, path)


def last_seen(cases: Sequence[Case]) -> datetime:
    """The last moment a file knows of: as of when it is counted where nobody says."""
    return max(each.end or each.start for each in cases)


def seen_until(cases: Sequence[Case], as_of: datetime) -> tuple[list[Case], list[Problem]]:
    """The cases as they stood then: what ended later is open, what began later left out."""
    kept = [
        Case(c.case_id, c.start, None, "open", c.group, c.path) if c.end and c.end > as_of else c
        for c in cases
        if c.start <= as_of
    ]
    reader = Reader(lambda _: None)
    for case in cases:
        if case.start > as_of:
            reader.tell(w.FUTURE, Where(value=case.case_id), value=case.case_id)
    return kept, reader.finished()


def counts(cases: Sequence[Case], as_of: datetime, *, by_group: bool = False) -> list[Count]:
    """Cases counted by cohort (month of the start, or group), days and outcome."""
    found = Counter(
        (case.group if by_group else case.month, case.days(as_of), case.outcome) for case in cases
    )
    return [Count(*key, cases) for key, cases in found.items()]
