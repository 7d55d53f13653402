"""A calculation written down: statements with their parts, what stands out, all or nothing."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Max

from salesops.incentives.labels import component_name
from salesops.incentives.paying import Part, Pay
from salesops.incentives.payroll import totals
from salesops.incentives.review import Anomaly, Reviewed, anomalies
from salesops.kernel.problem import Language, Problem
from salesops.ledger import Ledger
from salesops.web import audit
from salesops.web.pay.calculating import Found, Planned
from salesops.web.pay.models import Adjustment, Entry, PayRun, Statement, StatementPart
from salesops.web.people.models import Person
from salesops.web.people.positions import holding

ZERO = Decimal(0)
AT_ONCE = 500
LANGUAGES: Sequence[Language] = ("zh", "en")


def store(run: PayRun, ledger: Ledger, made: Found, fingerprint: str) -> None:
    """Put a calculation in the place of the run's last one; for use within a transaction."""
    run.statements.all().delete()
    teams = _teams(run)
    people = Person.objects.in_bulk([pay.payee for _, pay in made.pays])
    before = paid_before(run)
    kept = [
        (_statement(run, planned, pay, people[pay.payee], teams, before), pay)
        for planned, pay in made.pays
        if pay.payee in people
    ]
    noticed = anomalies(_reviewed(kept, run), run.usual_change, made.told)
    _flag(kept, noticed)
    parts = [[_part(statement, part) for part in pay.parts] for statement, pay in kept]
    for (statement, _pay), own in zip(kept, parts, strict=True):
        # What it will be signed under is known now, so that issuing need not read it all again.
        statement.digest = digest_of(statement, own)
    Statement.objects.bulk_create([statement for statement, _ in kept], batch_size=AT_ONCE)
    StatementPart.objects.bulk_create(chain.from_iterable(parts), batch_size=AT_ONCE)
    run.snapshot, run.fingerprint, run.as_of = ledger.snapshot_id, fingerprint, ledger.as_of
    run.plans = [{name: audit.plain(value) for name, value in vars(one).items()}
                 for one in made.plans]  # fmt: skip
    run.anomalies, run.noticed = [_told(one) for one in noticed], len(noticed)
    run.people = len(kept)
    due = totals((statement.currency, statement.due) for statement, _ in kept)
    run.sums = [[currency, _text(amount)] for currency, amount in due]
    run.seen = last_seen()


def last_seen() -> int:
    """A number that grows with every entry and every adjustment that is approved."""
    entries = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    approved = Adjustment.objects.filter(status=Adjustment.Status.APPROVED).count()
    return int(entries * 1_000_000 + approved)


def paid_before(run: PayRun) -> Mapping[str, Decimal]:
    """What everybody was paid in the last issued run before this one, by person; plans together."""
    last = (
        PayRun.objects.filter(starts_on__lt=run.starts_on, issued_at__isnull=False)
        .order_by("-starts_on").first()
    )  # fmt: skip
    found: dict[str, Decimal] = {}
    for person, amount in Statement.objects.filter(run=last).values_list("person_id", "due"):
        found[person] = found.get(person, ZERO) + amount
    return found


def _teams(run: PayRun) -> Mapping[str, str | None]:
    day = run.ends_before.fromordinal(run.ends_before.toordinal() - 1)
    return dict(holding(day).values_list("person_id", "team_id"))


def statement_id(run_id: str, person_id: str, planned: Planned) -> str:
    """The id of a person's statement: the same each time the run is calculated."""
    said = f"{run_id}|{person_id}|{planned.plan}|{planned.starts_on}"
    return f"ST-{hashlib.sha256(said.encode()).hexdigest()[:16].upper()}"


def _statement(
    run: PayRun, planned: Planned, pay: Pay, person: Person, teams: Mapping[str, str | None],
    before: Mapping[str, Decimal],
) -> Statement:  # fmt: skip
    given = pay.payable
    return Statement(
        statement_id=statement_id(run.pk, pay.payee, planned), run=run, person=person,
        name=person.name, team_id=teams.get(pay.payee), plan=planned.plan,
        plan_from=planned.starts_on, plan_name=planned.name, plan_hash=planned.digest,
        currency=planned.currency, entitled=pay.entitled, issued=pay.issued, due=given.payable,
        carried=given.carried, pay_currency=given.currency, rate=given.rate,
        pay_out=given.pay_out, before=before.get(pay.payee),
    )  # fmt: skip


def _part(statement: Statement, part: Part) -> StatementPart:
    return StatementPart(
        statement=statement, period=part.period, component=part.component,
        entitled=part.entitled, issued=part.issued, due=part.due, plan_text=part.plan,
        lines=[_plain(line) for line in part.lines],
        orders=[
            [line.order, line.day.isoformat(), _text(line.basis), _text(line.amount)]
            for line in part.orders
        ],
    )  # fmt: skip


def _plain(line: Any) -> dict[str, Any]:
    return {
        "kind": line.kind, "tier": line.tier, "basis": _text(line.basis),
        "rate": _text(line.rate), "amount": _text(line.amount), **line.explanation,
    }  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _reviewed(kept: Sequence[tuple[Statement, Pay]], run: PayRun) -> Iterator[Reviewed]:
    for statement, pay in kept:
        left_on = statement.person.left_on
        yield Reviewed(
            statement.person_id, statement.name, statement.currency, statement.due,
            statement.due - pay.negative, statement.before, pay.capped,
            left_on is not None and left_on < run.ends_before,
        )  # fmt: skip


def _flag(kept: Sequence[tuple[Statement, Pay]], noticed: Sequence[Anomaly]) -> None:
    flags: dict[str, list[str]] = {}
    for one in noticed:
        flags.setdefault(one.payee, []).append(one.kind)
    for statement, _ in kept:
        statement.flags = flags.get(statement.person_id, [])


def _told(one: Anomaly) -> dict[str, Any]:
    said: dict[str, Any] = {language: _said(one.words, language) for language in LANGUAGES}
    return {
        "kind": one.kind, "payee": one.payee, "amount": _text(one.amount),
        "code": one.words.code, **said,
    }  # fmt: skip


def _said(words: Problem, language: Language) -> list[str]:
    """What is wrong and what to do, with components by what people call them."""
    values = dict(words.values)
    if "component" in values:
        values["component"] = component_name(str(values["component"]), language)
    told = replace(words, values=values)
    return [told.reason(language), told.remedy(language)]


def content(run: PayRun) -> bytes:
    """Everything a run has issued, as bytes that are the same for as long as nothing is changed."""
    return b"".join(_content(run))


def _content(run: PayRun) -> Iterator[bytes]:
    """The same a piece at a time: of ten thousand people it need not be held at once."""
    statements = run.statements.order_by("pk").values_list(
        "pk", "person_id", "name", "plan", "plan_hash", "currency", "entitled", "issued", "due",
        "carried", "pay_currency", "rate", "pay_out", "digest",
    )  # fmt: skip
    parts = StatementPart.objects.filter(statement__run=run).order_by("statement", "pk")
    entries = run.entries.order_by("pk").values_list(
        "entry_id", "person_id", "period", "component", "kind", "amount", "currency", "posted_in"
    )
    names = ("statement_id", "period", "component", "entitled", "issued", "due", "lines", "orders")
    rows = (statements, parts.values_list(*names), entries)
    told = (list(row) for kind in rows for row in kind.iterator(chunk_size=AT_ONCE))
    yield f"[{_json(run.period)}, {_json(run.fingerprint)}".encode()
    for row in told:
        yield f", {_json(row)}".encode()
    yield b"]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_exact, sort_keys=True)


def digest_of(statement: Statement, parts: Iterable[StatementPart] | None = None) -> str:
    """What an acknowledgement signs: the hash of all that a statement says, in these parts."""
    names = ("period", "component", "entitled", "issued", "due", "lines", "orders")
    own = [
        statement.pk, statement.person_id, statement.plan_hash, statement.due,
        statement.pay_currency, statement.pay_out,
    ]  # fmt: skip
    held = statement.parts.order_by("pk") if parts is None else parts
    told = [*own, *([getattr(part, name) for name in names] for part in held)]
    return hashlib.sha256(_json(told).encode()).hexdigest()


def sealed(run: PayRun) -> str:
    """The hash of everything a run has issued."""
    held = hashlib.sha256()
    for piece in _content(run):
        held.update(piece)
    return held.hexdigest()


def _exact(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
