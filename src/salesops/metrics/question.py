"""The door of the metrics: a question, its answer, and the rows behind any of its figures."""

from salesops.metrics.answer import Answer, Column, answer
from salesops.metrics.asking import DIMENSIONS, Question, Unanswerable, problems_of
from salesops.metrics.opened import RowsPage, rows

__all__ = [
    "DIMENSIONS",
    "Answer",
    "Column",
    "Question",
    "RowsPage",
    "Unanswerable",
    "answer",
    "problems_of",
    "rows",
]
