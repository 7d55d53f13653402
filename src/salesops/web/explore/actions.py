"""What is done with questions: keep one, drop one, take an answer out as a file."""

from django.db import transaction
from django.utils import timezone

from salesops.metrics.question import Question
from salesops.web import audit
from salesops.web.explore.models import SavedQuestion
from salesops.web.people.models import User


def save_question(*, actor: User, name: str, query: str, is_shared: bool = False) -> SavedQuestion:
    """Keep a question under a name; one's own of the same name is replaced."""
    with transaction.atomic():
        kept, _made = SavedQuestion.objects.update_or_create(
            owner=actor,
            name=name[:200],
            defaults={"query": query, "is_shared": is_shared, "made_at": timezone.now()},
        )
        audit.note(actor, "save_question", name[:200], {"query": query, "is_shared": is_shared})
    return kept


def forget_question(*, actor: User, question_id: int) -> None:
    """Drop a question of one's own; somebody else's stays."""
    with transaction.atomic():
        found = SavedQuestion.objects.filter(pk=question_id, owner=actor).first()
        if found:
            found.delete()
            audit.note(actor, "forget_question", found.name)


def export_answer(*, actor: User, question: Question, form: str) -> None:
    """Put on record that an answer left the system as a file."""
    subject = ", ".join(question.metrics)
    audit.note(actor, "export_answer", subject, {"format": form, **question.to_params()})
