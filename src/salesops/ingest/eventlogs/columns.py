"""Which columns of a file say whose event it was, what happened, when, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from salesops.ingest.eventlogs import wordings as w
from salesops.ingest.guess import plain_heading
from salesops.ingest.sources import Refused
from salesops.kernel.problem import Problem, Where

USUAL = {
    "case": (
        "case:concept:name", "case_id", "caseid", "case", "deal_id", "lead_id",
        "案例编号", "案例", "商机编号", "线索编号",
    ),
    "activity": ("concept:name", "activity", "event", "to_stage", "stage", "活动", "事件", "阶段"),
    "at": (
        "time:timestamp", "timestamp", "at", "time", "entered_at", "happened_at",
        "发生时间", "时间", "时刻",
    ),
    "who": ("org:resource", "resource", "who", "owner", "负责人", "执行人"),
}  # fmt: skip
OPTIONS = {"case": "--case", "activity": "--activity", "at": "--at", "who": "--who"}
WHAT = {
    "case": ("案例", "case"),
    "activity": ("活动", "activity"),
    "at": ("时刻", "moment"),
    "who": ("人", "person"),
}


@dataclass(frozen=True)
class Asked:
    """What somebody said of a file; None where the usual names are to be looked for.

    `zone` is where times without an offset were, `pattern` how they are written. A `who` that is
    empty asks for nobody, where it does not matter who did what.
    """

    case: str | None = None
    activity: str | None = None
    at: str | None = None
    who: str | None = None
    zone: str | None = None
    pattern: str | None = None

    @property
    def names(self) -> dict[str, str | None]:
        """What was said of each column."""
        return {"case": self.case, "activity": self.activity, "at": self.at, "who": self.who}


def found_in(columns: Sequence[str], asked: Asked, file: str) -> dict[str, str]:
    """The column of each meaning; Refused where one is missing, but for the person."""
    plain = {plain_heading(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for meaning, name in asked.names.items():
        if name == "":
            continue
        if name is not None and name in columns:
            found[meaning] = name
            continue
        usual = [name] if name is not None else list(USUAL[meaning])
        held = next((plain[p] for u in usual if (p := plain_heading(u)) in plain), None)
        if held is None and (name is not None or meaning != "who"):
            raise Refused(_missing(meaning, usual[0], columns, file))
        if held is not None:
            found[meaning] = held
    return found


def _missing(meaning: str, name: str, columns: Sequence[str], file: str) -> Problem:
    told = {
        "option": OPTIONS[meaning],
        "what": WHAT[meaning][0],
        "what_en": WHAT[meaning][1],
        "columns": ", ".join(columns),
    }
    return Problem(w.NO_COLUMN, Where(file=file, column=name), told)
