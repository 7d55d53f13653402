"""Telling people of their pay: a statement is there, a dispute is answered, one was opened."""

from django.utils import timezone
from django_tasks import task

from salesops.kernel.problem import Problem
from salesops.selling.letters import DISPUTE_ANSWERED, DISPUTE_OPENED, STATEMENT_ISSUED
from salesops.web.notices.actions import About, notify
from salesops.web.pay.models import Dispute, PayRun
from salesops.web.people.models import Role, User


@task()
def tell_issued(run_id: str) -> None:
    """Tell everybody on a run of their statement; whoever was told already is not told again."""
    run = PayRun.objects.filter(pk=run_id, issued_at__isnull=False).first()
    if run is None:
        return
    payees = User.objects.filter(is_active=True, person__isnull=False).values("person_id")
    for statement in run.statements.filter(person__in=payees).order_by("pk"):
        words = Problem(STATEMENT_ISSUED, values={"period": run.period})
        _tell(statement.person_id, words, "statement_issued", statement.pk, statement.pk)


def tell_answered(dispute: Dispute) -> None:
    """Tell whoever disputed a statement what became of it."""
    zh, en = ("接受", "accepted") if dispute.status == "accepted" else ("驳回", "rejected")
    values = {"period": dispute.statement.run.period, "zh": zh, "en": en,
              "answer": dispute.answer[:400]}  # fmt: skip
    words = Problem(DISPUTE_ANSWERED, values=values)
    statement = dispute.statement
    _tell(statement.person_id, words, "dispute_answered", statement.pk, dispute.pk)


def tell_opened(dispute: Dispute) -> None:
    """Tell finance that somebody waits for an answer, and until when."""
    values = {"name": dispute.statement.name, "period": dispute.statement.run.period,
              "due": dispute.due_on}  # fmt: skip
    words = Problem(DISPUTE_OPENED, values=values)
    about = About("disputes", dispute.pk, f"dispute:{dispute.pk}")
    today = timezone.localdate()
    for user in User.objects.filter(role=Role.FINANCE, is_active=True).select_related("person"):
        if user.may_enter(today):
            notify(to=user, kind="dispute_opened", words=words, about=about)


def _tell(person_id: str, words: Problem, kind: str, statement_id: str, key: str) -> None:
    """Tell the person alone: whoever stands in for somebody hears nothing of their pay."""
    today = timezone.localdate()
    about = About("statements", statement_id, f"{kind}:{key}"[:100])
    for user in User.objects.filter(person_id=person_id, is_active=True).select_related("person"):
        if user.may_enter(today):
            notify(to=user, kind=kind, words=words, about=about)  # type: ignore[arg-type]
