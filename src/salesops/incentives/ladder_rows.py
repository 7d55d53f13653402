"""A ladder as plain rows, one a rung from the lowest up, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from salesops.incentives.ladder import Below, Criterion, Ladder, Rung
from salesops.kernel.problem import Problem, Where, Wording

MEASURES = ("sum", "each", "any_of")
COLUMNS = ("grade", "pay", "measure", "periods", "at_least", "count", "down_periods", "less_than",
           "grace")  # fmt: skip
CALLED: Mapping[str, tuple[str, str]] = {
    "pay": ("每期薪酬", "Pay a period"), "measure": ("算法", "What is counted"),
    "periods": ("晋升期数", "Periods of the promotion"), "at_least": ("晋升门槛", "At least"),
    "count": ("达标次数", "Times"), "down_periods": ("降级期数", "Periods of the demotion"),
    "less_than": ("降级界线", "Below"), "grace": ("保护期", "Grace"),
}  # fmt: skip
MOST_PERIODS = 60

TOO_FEW = Wording(
    "ladder_too_few_rungs",
    zh=("至少要两个职级", "从低到高逐行写职级"),
    en=("A ladder needs two grades", "Write a grade a row, the lowest first"),
)
TWICE = Wording(
    "ladder_grade_twice",
    zh=("职级“{grade}”出现了两次", "每个职级只写一次"),
    en=('The grade "{grade}" stands there twice', "Write each once"),
)
NOT_A_NUMBER = Wording(
    "ladder_not_a_number",
    zh=("职级“{grade}”的“{column_zh}”是“{value}”", "写成不小于 0 的数；期数是 1 到 60 的整数"),
    en=('{column_en} of "{grade}" is "{value}"', "Write a number from 0; periods are 1 to 60"),
)
UNKNOWN_MEASURE = Wording(
    "ladder_unknown_measure",
    zh=(
        "职级“{grade}”的算法“{value}”看不懂",
        "可以是：sum（合计）、each（每期）、any_of（任几期）",
    ),
    en=('"{value}" of "{grade}" is no measure', "It can be sum, each or any_of"),
)
NO_WAY_UP = Wording(
    "ladder_no_way_up",
    zh=("从“{grade}”没有晋升条件", "写几期、算法和门槛；最高职级不用写"),
    en=('Nothing leads up from "{grade}"', "Say periods, measure and threshold; not for the top"),
)
MORE_THAN_ALL = Wording(
    "ladder_count_above_periods",
    zh=("职级“{grade}”要求 {count} 期达标，却只看 {periods} 期", "次数不能超过期数"),
    en=('"{grade}" asks for {count} of {periods} periods', "It cannot be more than all"),
)


def ladder_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Ladder | None, list[Problem]]:
    """The ladder of the rows, by the names of COLUMNS; None with the problems where it is none."""
    problems: list[Problem] = []
    rungs = [_rung(row, problems) for row in rows if str(row.get("grade") or "").strip()]
    names = [rung.grade for rung in rungs]
    problems += [Problem(TWICE, values={"grade": n}) for n in dict.fromkeys(names)
                 if names.count(n) > 1]  # fmt: skip
    problems += [Problem(NO_WAY_UP, values={"grade": r.grade}) for r in rungs[:-1] if not r.up]
    if len(rungs) < 2:
        problems.append(Problem(TOO_FEW))
    return (None, problems) if problems else (Ladder(tuple(rungs)), [])


def _rung(row: Mapping[str, Any], problems: list[Problem]) -> Rung:
    grade = str(row["grade"]).strip()
    told = _Row(grade, row, problems)
    return Rung(
        grade=grade, pay=told.amount("pay") or Decimal(0), up=_up(told), down=_down(told),
        grace=told.whole("grace", least=0) or 0,
    )  # fmt: skip


def _up(told: "_Row") -> tuple[Criterion, ...]:
    at_least, periods = told.amount("at_least"), told.whole("periods")
    if at_least is None or periods is None:
        return ()
    measure = str(told.row.get("measure") or "sum")
    count = told.whole("count") or 1
    if measure not in MEASURES:
        told.tell(UNKNOWN_MEASURE, "measure", measure)
        return ()
    if not at_least:
        told.tell(NOT_A_NUMBER, "at_least", "0")
        return ()
    if measure == "any_of" and count > periods:
        values = {"grade": told.grade, "count": count, "periods": periods}
        told.problems.append(Problem(MORE_THAN_ALL, values=values))
    return (Criterion(measure=measure, periods=periods, at_least=at_least, count=count),)  # type: ignore[arg-type]  # looked up above


def _down(told: "_Row") -> Below | None:
    less_than, periods = told.amount("less_than"), told.whole("down_periods")
    if less_than is None or periods is None:
        return None
    return Below(periods=periods, less_than=less_than)


class _Row:
    """One row while its numbers are read; what cannot be is told."""

    def __init__(self, grade: str, row: Mapping[str, Any], problems: list[Problem]) -> None:
        self.grade, self.row, self.problems = grade, row, problems

    def amount(self, column: str) -> Decimal | None:
        """A number from 0 on; None for nothing."""
        text = str(self.row.get(column) if self.row.get(column) is not None else "").strip()
        if not text:
            return None
        try:
            found = Decimal(text.replace(",", ""))
        except InvalidOperation:
            found = Decimal(-1)
        if not found.is_finite() or found < 0:
            self.tell(NOT_A_NUMBER, column, text)
            return None
        return found

    def whole(self, column: str, least: int = 1) -> int | None:
        """A whole number of periods; None for nothing."""
        found = self.amount(column)
        if found is None:
            return None
        if found != int(found) or not least <= found <= MOST_PERIODS:
            self.tell(NOT_A_NUMBER, column, str(found))
            return None
        return int(found)

    def tell(self, wording: Wording, column: str, value: str) -> None:
        """Tell what is wrong with a cell."""
        zh, en = CALLED[column]
        values = {"grade": self.grade, "column": column, "value": value, "column_zh": zh,
                  "column_en": en}  # fmt: skip
        self.problems.append(Problem(wording, Where(column=column), values))
