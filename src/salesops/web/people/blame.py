"""Errors of actions, told beside the fields of the form they came from."""

from django import forms
from django.core.exceptions import ValidationError

from salesops.web.language import spoken
from salesops.web.problems import Conflict, Refused


def blame(form: forms.BaseForm, error: Refused | ValidationError) -> int:
    """Tell the error where it belongs; gives the status of the page that shows it."""
    if isinstance(error, Refused):
        field = error.problem.where.column
        form.add_error(field if field in form.fields else None, sentence(error))
        return _conflict(form, error) if isinstance(error, Conflict) else 422
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return 422
    for name, messages in error.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)
    return 422


def _conflict(form: forms.BaseForm, error: Conflict) -> int:
    """Whoever has now read what the other did may save over it: the form goes on from there."""
    form.data = {**dict(form.data.items()), "version": str(error.version)}
    return 409


def sentence(refusal: Refused) -> str:
    """What is wrong and what to do, in one line."""
    language = spoken()
    reason = refusal.problem.reason(language).rstrip("。.")
    remedy = refusal.problem.remedy(language).rstrip("。.")
    return f"{reason}。{remedy}。" if language == "zh" else f"{reason}. {remedy}."
