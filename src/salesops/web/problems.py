"""What an action refuses to do, and what two people changed at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from salesops.kernel.problem import Problem, Where, Wording


class Refused(ValueError):
    """An action that could not be done, with the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason("en"))
        self.problem = problem


def refused(wording: Wording, *, field: str | None = None, **values: object) -> Refused:
    """The refusal with these values filled in; `field` names what was filled in wrongly."""
    return Refused(Problem(wording, where=Where(column=field), values=values))


class Faulty(Refused):
    """Something written that will not do, with everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0])
        self.problems = problems


CHANGED_MEANWHILE = Wording(
    "conflict_changed",
    zh=(
        "{who} 在 {at} 改了这条记录：{what}。您的修改没有保存",
        "请核对后再保存一次；您填写的内容都还在",
    ),
    en=(
        "{who} changed this record at {at}: {what}. Your changes are not saved.",
        "Look at it and save again; what you typed is still here",
    ),
)


@dataclass(frozen=True)
class Change:
    """What somebody else did to a record since it was read; `name` is what people call them."""

    who: str
    at: datetime
    changes: Mapping[str, tuple[object, object]]
    name: str = ""


class Conflict(Refused):
    """A record was changed by somebody else since it was read; `version` is the newest one."""

    def __init__(self, version: int, since: list[Change], at: str, what: str) -> None:
        who = "、".join(dict.fromkeys(change.name or change.who for change in since)) or "?"
        super().__init__(
            Problem(CHANGED_MEANWHILE, values={"who": who, "at": at, "what": what or "?"})
        )
        self.version = version
        self.since = since
