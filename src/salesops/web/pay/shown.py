"""A run, a statement, an adjustment as pages and files show them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salesops.incentives.labels import component_name
from salesops.incentives.payroll import Payment
from salesops.incentives.review import KINDS
from salesops.reports.pay_statement import amount
from salesops.selling.workdays import workdays_between
from salesops.web.language import spoken
from salesops.web.pay.models import Dispute, PayRun, Statement
from salesops.web.workdays import company_calendar

KIND_WORDS: Mapping[str, str | Promise] = {
    "two_plans": _("Two plans"), "no_plan": _("No plan"), "out": _("Left out"),
    "negative": _("Negative"), "left": _("Has left"), "capped": _("Capped"),
    "changed": _("Far from the last"), "first_pay": _("First pay"),
}  # fmt: skip
MOST_ANOMALIES = 12
TABLE: Sequence[tuple[str, str | Promise]] = (
    ("name", _("Person")), ("team", _("Team")), ("plan", _("Plan")), ("entitled", _("Entitled")),
    ("issued", _("Issued before")), ("due", _("Due now")), ("before", _("Paid last")),
    ("status", _("Status")),
)  # fmt: skip
NUMBERS = frozenset({"entitled", "issued", "due", "before"})


def anomalies_of(run: PayRun, kind: str = "") -> list[dict[str, Any]]:
    """What stands out in a run, in the reader's language, the most serious first."""
    language = spoken()
    ids = dict(run.statements.values_list("person_id", "pk"))
    return [
        {
            "kind": one["kind"], "label": KIND_WORDS[one["kind"]], "reason": one[language][0],
            "remedy": one[language][1], "statement": ids.get(one["payee"]),
            "is_grave": KINDS.index(one["kind"]) < KINDS.index("left"),
        }
        for one in run.anomalies
        if kind in ("", one["kind"])
    ]  # fmt: skip


def kinds_of(run: PayRun) -> list[tuple[str, str | Promise, int]]:
    """How many of each kind stand out."""
    counts = Counter(one["kind"] for one in run.anomalies)
    return [(kind, KIND_WORDS[kind], counts[kind]) for kind in KINDS if counts[kind]]


def row_of(one: Statement) -> dict[str, Any]:
    """One statement as a row of the run's table."""
    return {
        "statement": one, "flags": [KIND_WORDS[flag] for flag in one.flags],
        "entitled": amount(one.entitled, one.currency), "issued": amount(one.issued, one.currency),
        "due": amount(one.due, one.currency),
        "before": "—" if one.before is None else amount(one.before, one.currency),
        "paid": amount(one.pay_out, one.pay_currency),
    }  # fmt: skip


def sums_of(run: PayRun) -> list[str]:
    """What a run pays in each currency."""
    return [amount(Decimal(due), currency) for currency, due in run.sums]


def runs_shown(runs: Iterable[PayRun]) -> list[dict[str, Any]]:
    """The runs, each with what it pays."""
    return [{"run": run, "due": sums_of(run)} for run in runs]


def heads(order: str) -> list[tuple[str, str | Promise, bool, str]]:
    """The table's headings: which column, how called, whether a number, which way sorted."""
    ways = {name: "ascending" for name, _ in TABLE if name == order}
    ways |= {name: "descending" for name, _ in TABLE if f"-{name}" == order}
    return [(name, label, name in NUMBERS, ways.get(name, "")) for name, label in TABLE]


COLUMNS = (
    "person_id", "name", "team__path", "plan_name", "currency", "entitled", "issued", "due",
    "carried", "before", "pay_out", "pay_currency", "flags", "status", "pk",
)  # fmt: skip
FLAGS, STATUS = COLUMNS.index("flags"), COLUMNS.index("status")


def table_rows(statements: QuerySet[Statement]) -> Iterator[list[Any]]:
    """A run's table as a file has it: ids, names and exact amounts."""
    # Said once, and not once a row: looking a text up costs more than reading the row.
    kinds = {kind: str(words) for kind, words in KIND_WORDS.items()}
    states = {state.value: str(state.label) for state in Statement.Status}
    between = "、" if spoken() == "zh" else ", "
    for told in statements.values_list(*COLUMNS):
        row = list(told)
        row[FLAGS] = between.join(kinds[flag] for flag in told[FLAGS])
        row[STATUS] = states[told[STATUS]]
        yield row


FILE_HEADS: Sequence[str | Promise] = (
    _("Person's id"), _("Person"), _("Team"), _("Plan"), _("Currency"), _("Entitled"),
    _("Issued before"), _("Due now"), _("Carried"), _("Paid last"), _("Paid out"), _("Paid in"),
    _("Stands out"), _("Status"), _("Statement"),
)  # fmt: skip


def payments(statements: Iterable[Statement]) -> Iterator[Payment]:
    """The statements as payroll wants them."""
    for one in statements:
        yield Payment(
            one.person_id, one.name, one.run.period, one.plan_name, one.pay_out,
            one.pay_currency, one.due, one.currency, one.rate, one.pk,
        )  # fmt: skip


def clock_of(dispute: Dispute) -> dict[str, Any]:
    """How many working days are left to answer, or since when it is overdue."""
    today = timezone.localdate()
    is_workday = company_calendar(min(today, dispute.due_on))
    left = workdays_between(today, dispute.due_on, is_workday) + 1 if today < dispute.due_on else 0
    is_open = dispute.status == Dispute.Status.OPEN
    return {
        "dispute": dispute, "component": component_name(dispute.component, spoken()),
        "left": left, "is_open": is_open,
        "is_over": is_open and today > dispute.due_on,
        "is_late": not is_open and dispute.answered_at is not None
        and timezone.localtime(dispute.answered_at).date() > dispute.due_on,
    }  # fmt: skip
