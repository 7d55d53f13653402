"""Where a question is asked in the web."""

from urllib.parse import urlencode

from django.urls import reverse

from salesops.metrics.question import Question


def ask_address(question: Question) -> str:
    """The page on which the question is asked, each figure of which opens to its rows."""
    return f"{reverse('ask')}?{urlencode(question.to_params(), doseq=True)}"
