"""A pay statement as a document: what is paid, what makes it up, each line down to its orders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from salesops.incentives.labels import component_name
from salesops.kernel import figures
from salesops.kernel.problem import Language
from salesops.reports.document import (
    Block,
    Cell,
    Column,
    Document,
    Figures,
    Form,
    Heading,
    Note,
    Sentence,
    Table,
    Tile,
)


@dataclass(frozen=True)
class StatedLine:
    """One line: its sentence by language, and the numbers in it."""

    said: Mapping[str, str]
    basis: Decimal | None
    rate: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class StatedOrder:
    """One credit behind a component: its order, the day, what counted, what it brought."""

    order: str
    day: date
    basis: Decimal
    amount: Decimal


@dataclass(frozen=True)
class StatedPart:
    """One component of one period."""

    period: str
    component: str
    entitled: Decimal
    issued: Decimal
    due: Decimal
    lines: Sequence[StatedLine] = ()
    orders: Sequence[StatedOrder] = ()


@dataclass(frozen=True)
class Stated:
    """Everything a statement says; `rate` is plan currency for one of the paid one."""

    statement_id: str
    name: str
    team: str
    period: str
    plan: str
    plan_hash: str
    currency: str
    due: Decimal
    carried: Decimal
    pay_currency: str
    rate: Decimal
    pay_out: Decimal
    before: Decimal | None
    parts: Sequence[StatedPart]
    as_of: date
    calculated_at: datetime
    snapshot: str
    digest: str = ""
    issued_on: date | None = None
    dispute_until: date | None = None
    acknowledged_on: date | None = None


def pay_statement(of: Stated, language: Language) -> Document:
    """The statement as a document in one language."""
    return Document(
        title="薪酬对账单" if language == "zh" else "Pay statement",
        subtitle=f"{of.name} · {of.period}",
        language=language,
        period=of.period,
        scope=of.name,
        as_of=of.as_of,
        taken_at=of.calculated_at,
        snapshot_id=of.snapshot,
        currency=of.currency,
        blocks=tuple(_Writer(of, language).blocks()),
    )


class _Writer:
    """Writes one statement in one language."""

    def __init__(self, of: Stated, language: Language) -> None:
        self.of, self.language = of, language

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def blocks(self) -> Iterator[Block]:
        """Everything, in reading order."""
        paid = amount(self.of.pay_out, self.of.pay_currency)
        yield Sentence(self.say(f"{self.of.period} 发放 {paid}", f"{self.of.period}: {paid} paid"))
        yield Note(self.say("方案：", "Plan: ") + f"{self.of.plan} · {self.of.plan_hash[:12]}")
        yield Figures(tuple(self._tiles()))
        yield self._summary()
        for part in self.of.parts:
            yield from self._part(part)
        for text in self._remarks():
            yield Note(text)

    def _tiles(self) -> Iterator[Tile]:
        of = self.of
        entitled = sum((p.entitled for p in of.parts if p.period == of.period), Decimal(0))
        yield Tile(self.say("本期发放", "Paid now"), self._money(of.pay_out, of.pay_currency))
        yield Tile(self.say("本期应得", "Earned in the period"), self._money(entitled))
        late = of.due - sum((p.due for p in of.parts if p.period == of.period), Decimal(0))
        yield Tile(self.say("往期差额", "From earlier periods"), self._money(late))
        if of.before is not None:
            yield Tile(self.say("上期发放", "Paid last"), self._money(of.before))

    def _money(self, value: Decimal, currency: str | None = None, form: Form = "money") -> Cell:
        text = amount(value, currency or self.of.currency)
        return Cell(text, value, form, text)

    def _summary(self) -> Table:
        titles = (("期间", "Period"), ("组成项", "Component"), ("应得", "Entitled"),
                  ("已发", "Issued before"), ("应发", "Due"))  # fmt: skip
        forms: tuple[Form, ...] = ("text", "text", "money", "money", "money")
        rows = tuple(
            (
                Cell(part.period, part.period),
                self._name(part),
                *(self._money(v) for v in (part.entitled, part.issued, part.due)),
            )
            for part in self.of.parts
        )
        total = (Cell(self.say("合计", "Total")), Cell(""), Cell(""), Cell(""),
                 self._money(self.of.due))  # fmt: skip
        empty = self.say("本期没有应发项目", "Nothing is due in this period")
        columns = tuple(
            Column(self.say(*title), form) for title, form in zip(titles, forms, strict=True)
        )
        name = self.say("汇总", "Sums")
        return Table("", columns, rows, total if rows else None, empty, name)

    def _name(self, part: StatedPart) -> Cell:
        name = component_name(part.component, self.language)
        return Cell(name, name)

    def _part(self, part: StatedPart) -> Iterator[Block]:
        if not part.lines and not part.orders:
            return
        yield Heading(f"{part.period} · {component_name(part.component, self.language)}")
        if part.lines:
            yield self._lines(part)
        if part.orders:
            yield self._orders(part)

    def _lines(self, part: StatedPart) -> Table:
        columns = (
            Column(self.say("计算", "How")), Column(self.say("计佣基数", "Basis"), "money"),
            Column(self.say("金额", "Amount"), "money"),
        )  # fmt: skip
        rows = tuple(
            (
                Cell(line.said[self.language], line.said[self.language]),
                Cell("—") if line.basis is None else self._money(line.basis),
                self._money(line.amount),
            )
            for line in part.lines
        )
        total = (Cell(self.say("应得", "Entitled")), Cell(""), self._money(part.entitled))
        return Table("", columns, rows, total, "", self.say("计算", "How"))

    def _orders(self, part: StatedPart) -> Table:
        columns = (
            Column(self.say("订单", "Order")), Column(self.say("日期", "Day")),
            Column(self.say("计佣基数", "Basis"), "money"),
            Column(self.say("带来的提成", "Earned by it"), "money"),
        )  # fmt: skip
        rows = tuple(
            (
                Cell(one.order or "—", one.order), Cell(one.day.isoformat(), one.day.isoformat()),
                self._money(one.basis), self._money(one.amount),
            )
            for one in part.orders
        )  # fmt: skip
        title = self.say("背后的订单", "The orders behind it")
        return Table(title, columns, rows, None, "", self.say("订单", "Orders"))

    def _remarks(self) -> Iterator[str]:
        of = self.of
        if of.carried > 0:
            told = amount(of.carried, of.currency)
            yield self.say(f"{told} 结转，从以后的薪酬中扣回。", f"{told} is carried to later pay.")
        if of.pay_currency != of.currency:
            rate = f"1 {of.pay_currency} = {of.rate.normalize():f} {of.currency}"
            due = amount(of.due, of.currency)
            yield self.say(f"应发 {due}，按 {rate} 折算。", f"{due} is due, paid at {rate}.")
        if of.dispute_until:
            yield self.say(
                f"如有异议，请在 {of.dispute_until} 前提出申诉。",
                f"Dispute a line until {of.dispute_until}.",
            )
        if of.digest:
            yield self.say("对账单指纹：", "Fingerprint: ") + of.digest


def amount(value: Decimal, currency: str) -> str:
    """An amount to the cent, with its currency."""
    return figures.exact(value, "money", currency)
