"""Credits, quotas and issued entries as tables have them, made what a plan pays on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import get_args

from salesops.incentives import credit_words as w
from salesops.incentives.crediting import converted
from salesops.incentives.credits import Credit
from salesops.incentives.plan import Plan
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import Objectives, Promise, Role
from salesops.incentives.statement import Entry
from salesops.kernel.period import period
from salesops.kernel.problem import Problem, Where

Row = Mapping[str, str | None]
# A cell as somebody wrote it: its value, None for none, or the code of what is wrong.
ReadNumber = Callable[[str], Decimal | str | None]
ReadDay = Callable[[str], date | str | None]
Columns = Mapping[str, tuple[str, ...]]

CREDITS: Columns = {
    "payee": ("人员", "工号", "销售", "姓名", "person", "position_id"),
    "day": ("日期", "业绩日期", "归属日期", "date", "credited_on"),
    "amount": ("金额", "业绩", "业绩金额", "归属金额"),
    "quantity": ("数量", "units"),
    "order": ("订单", "订单号", "订单编号", "order_id"),
    "event": ("明细", "行号", "编号", "line_id"),
    "basis": ("口径", "计佣口径"),
    "role": ("角色", "归属角色"),
    "product": ("产品", "产品编号", "product_id"),
    "original": ("原订单", "冲减订单"),
    "currency": ("币种", "货币"),
    "share": ("比例", "归属比例"),
}
QUOTAS: Columns = {
    "payee": ("人员", "工号", "销售", "姓名", "person", "position_id"),
    "period": ("期间", "月份", "month", "starts_on"),
    "amount": ("目标", "配额", "金额", "quota"),
    "component": ("组成项", "指标", "metric"),
}
ISSUED: Columns = {
    "payee": QUOTAS["payee"],
    "period": ("期间", "月份", "month"),
    "component": ("组成项",),
    "amount": ("金额", "已发"),
    "posted_in": ("入账期间",),
    "plan": ("方案",),
}
BASES = {
    "签约": "booked", "订单": "booked", "下单": "booked", "order": "booked", "booking": "booked",
    "发货": "delivered", "交付": "delivered", "delivery": "delivered",
    "开票": "invoiced", "invoice": "invoiced",
    "回款": "collected", "收款": "collected", "cash": "collected", "预测": "forecast",
}  # fmt: skip
ROLES = {
    "": "direct", "直接": "direct", "seller": "direct", "销售": "direct", "拆分": "split",
    "叠加": "overlay", "影子": "shadow", "上卷": "rollup",
}  # fmt: skip


@dataclass
class Reader:
    """Cells read for a plan, with the problems met on the way."""

    plan: Plan
    read_number: ReadNumber
    read_day: ReadDay
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def credits(self, rows: Iterable[tuple[Where, Row]]) -> Iterator[Credit]:
        """The credits of a table in the plan's currency; a row that cannot be read is told.

        The shares that rows of a split tell must make up each order; the same event of one
        person, basis and role counts once.
        """
        shares: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        unused: dict[str, Decimal] = defaultdict(Decimal)
        counted = _counted(self.plan)
        seen: set[tuple[str, str, str, str]] = set()
        for where, row in rows:
            credit = self._credit(where, row)
            if credit is None:
                continue
            key = (credit.payee, credit.event, credit.basis, credit.role)
            if credit.event and key in seen:
                values = {"payee": credit.payee, "event": credit.event, "amount": credit.amount}
                self.problems.append(Problem(w.SAME_EVENT, where, values))
                continue
            seen.add(key)
            if credit.role == "split" and _text(row, "share"):
                place = (credit.order, credit.event, credit.basis)
                shares[place] += self._share(where, row)
            if credit.basis not in counted:
                unused[credit.basis] += credit.amount
            yield credit
        for basis, amount in sorted(unused.items()):
            values = {"basis": basis, "amount": amount}
            self.remarks.append(Problem(w.NOT_COUNTED, values=values))
        for (order, _, _), share in sorted(shares.items()):
            if share != 1:
                told = f"{(share * 100).normalize():f}%"
                self.problems.append(
                    Problem(w.SPLIT_SHARES, values={"order": order, "share": told})
                )

    def quotas(self, rows: Iterable[tuple[Where, Row]]) -> Quotas:
        """The quotas of a table; a row that cannot be read is told."""
        found, seen = Quotas(), set[tuple[str, str, date]]()
        for where, row in rows:
            amount = self._number(where, row, "amount")
            try:
                span = period(_text(row, "period").replace("/", "-"))
            except ValueError:
                self._tell(where, _text(row, "period"))
                continue
            payee, component = _text(row, "payee"), _text(row, "component")
            months = {(payee, component, month.starts_on) for month in span.months()}
            if months & seen:
                values = {"payee": payee, "period": _text(row, "period"), "amount": amount}
                self.problems.append(Problem(w.QUOTA_TWICE, where, values))
            elif amount is not None:
                found.add(payee, span, amount, component)
            seen |= months
        return found

    def issued(self, rows: Iterable[tuple[Where, Row]]) -> Iterator[Entry]:
        """The entries that were issued before."""
        for where, row in rows:
            amount = self._number(where, row, "amount")
            if amount is not None:
                yield Entry(
                    _text(row, "payee"), _text(row, "period"), _text(row, "component"), amount,
                    _text(row, "posted_in"), _text(row, "plan"),
                )  # fmt: skip

    def _credit(self, where: Where, row: Row) -> Credit | None:
        amount = self._number(where, row, "amount")
        quantity = self._number(where, row, "quantity", Decimal(0))
        day = self.read_day(_text(row, "day"))
        if not isinstance(day, date):
            self._tell(where, _text(row, "day"))
        if amount is None or quantity is None or not isinstance(day, date):
            return None
        basis, role = _text(row, "basis") or "booked", _text(row, "role").lower()
        role = ROLES.get(role, role)
        for column, fits in (
            ("role", role in get_args(Role)),
            ("payee", bool(_text(row, "payee"))),
        ):
            if not fits:
                place = Where(where.file, where.sheet, where.line, column)
                self._tell(place, _text(row, column))
                return None
        credit = Credit(
            _text(row, "payee"), day, amount, quantity, _text(row, "order"), _text(row, "event"),
            BASES.get(basis.lower(), basis), role, _text(row, "product"),
            _text(row, "original"),
        )  # fmt: skip
        found = converted(
            credit, _text(row, "currency").upper(), self.plan.currency, self.plan.plan_rates
        )
        if isinstance(found, Problem):
            self.problems.append(Problem(found.wording, where, found.values))
            return None
        return found

    def _number(
        self, where: Where, row: Row, column: str, empty: Decimal | None = None
    ) -> Decimal | None:
        """The number of a cell; told where it is none or finer than a ten-thousandth."""
        text = _text(row, column)
        if not text and empty is not None:
            return empty
        value = self.read_number(text)
        if not isinstance(value, Decimal):
            self._tell(where, text)
            return None
        if value * 10_000 != int(value * 10_000):
            told = Where(where.file, where.sheet, where.line, column, text)
            self.problems.append(Problem(w.TOO_FINE, told))
            return None
        return value

    def _share(self, where: Where, row: Row) -> Decimal:
        text = _text(row, "share")
        value = self.read_number(text.rstrip("%"))
        if not isinstance(value, Decimal):
            self._tell(where, text)
            return Decimal(0)
        return value / 100 if text.endswith("%") else value

    def _tell(self, where: Where, value: str) -> None:
        told = Where(where.file, where.sheet, where.line, where.column, value or "—")
        self.problems.append(Problem(w.BAD_CELL, told))


def _counted(plan: Plan) -> set[str]:
    """Every basis that some component looks at."""
    found = set[str]()
    for version in plan.versions:
        for component in version.components:
            found |= set(component.basis)
            if isinstance(component, Objectives):
                found |= set(component.objectives)
            if isinstance(component, Promise):
                found.add(component.forecast)
            if component.release:
                found.add(component.release)
    return found


def _text(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()
