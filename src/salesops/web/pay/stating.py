"""A statement of the records as the document writes it, and as a file."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from zipfile import ZIP_STORED, ZipFile

from django.utils import timezone

from salesops.kernel.problem import Language
from salesops.reports.document import Document
from salesops.reports.pay_statement import (
    Stated,
    StatedLine,
    StatedOrder,
    StatedPart,
    pay_statement,
)
from salesops.reports.render import render, render_each
from salesops.selling.workdays import workday_after
from salesops.web.pay.models import Adjustment, Statement, StatementPart
from salesops.web.workdays import company_calendar

FORMS = ("pdf", "xlsx", "html")
FILE_WITHIN = 15
"""So many working days after it is issued a statement may be disputed."""
ANSWER_WITHIN = 5
"""In so many working days a dispute is to be answered."""


def stated(statement: Statement, language: Language = "zh") -> Stated:
    """Everything a statement says."""
    run = statement.run
    return Stated(
        statement_id=statement.pk, name=statement.name,
        team=statement.team.name if statement.team else "", period=run.period,
        plan=statement.plan_name, plan_hash=statement.plan_hash, currency=statement.currency,
        due=statement.due, carried=statement.carried, pay_currency=statement.pay_currency,
        rate=statement.rate, pay_out=statement.pay_out, before=statement.before,
        parts=parts_of(statement, language), as_of=run.as_of or run.starts_on,
        calculated_at=run.calculated_at or run.made_at, snapshot=run.snapshot,
        digest=statement.digest, issued_on=_day(statement.issued_at),
        dispute_until=dispute_until(statement), acknowledged_on=_day(statement.acknowledged_at),
    )  # fmt: skip


def parts_of(statement: Statement, language: Language) -> list[StatedPart]:
    """The parts of a statement, adjustments under their reasons."""
    kept = list(statement.parts.all())
    adjustments = Adjustment.objects.in_bulk([part.component for part in kept])
    return [_part(part, adjustments.get(part.component)) for part in kept]


def _part(part: StatementPart, adjustment: Adjustment | None) -> StatedPart:
    component = part.component
    lines = [
        StatedLine(
            {"zh": line["zh"], "en": line["en"]}, _decimal(line["basis"]), _decimal(line["rate"]),
            Decimal(line["amount"]),
        )
        for line in part.lines
    ]  # fmt: skip
    if adjustment:
        component = f"{adjustment.get_reason_display()} · {adjustment.pk}"
        said = {"zh": adjustment.text, "en": adjustment.text}
        lines = [StatedLine(said, None, None, part.entitled)]
    orders = [
        StatedOrder(order, date.fromisoformat(day), Decimal(basis), Decimal(amount))
        for order, day, basis, amount in part.orders
    ]
    return StatedPart(
        part.period, component, part.entitled, part.issued, part.due, lines, orders
    )  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(moment: object) -> date | None:
    return timezone.localtime(moment).date() if moment else None  # type: ignore[arg-type]


def dispute_until(statement: Statement) -> date | None:
    """The last day on which the statement may be disputed; None while it is not issued."""
    issued_on = _day(statement.issued_at)
    if issued_on is None:
        return None
    return workday_after(issued_on, FILE_WITHIN, company_calendar(issued_on))


def archive_of(statements: Iterable[Statement], language: Language) -> Iterator[bytes]:
    """All of them as PDF in one archive, a statement at a time, so that none need be held."""
    room = _Passing()
    with ZipFile(room, "w", ZIP_STORED) as archive:  # type: ignore[call-overload]
        names: deque[str] = deque()
        for content in render_each(_documents(statements, language, names), "pdf"):
            archive.writestr(names.popleft(), content)
            yield room.taken()
    yield room.taken()


def _documents(
    statements: Iterable[Statement], language: Language, names: deque[str]
) -> Iterator[Document]:
    for statement in statements:
        name = f"{statement.run.period}-{statement.person_id}-{statement.pk}.pdf"
        names.append(name.replace("/", "_"))
        yield pay_statement(stated(statement, language), language)


class _Passing:
    """A file that is written on one side and read on the other, and cannot go back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def taken(self) -> bytes:
        """What was written since it was last asked for."""
        held, self._held = bytes(self._held), bytearray()
        return held


def file_of(statement: Statement, language: Language, form: str) -> bytes:
    """The statement as a file of one of `FORMS`."""
    return render(pay_statement(stated(statement, language), language), form)
