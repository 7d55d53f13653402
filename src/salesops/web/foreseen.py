"""What an operation is sure to ask, asked in the journey that finds out whose key it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from django.http import HttpRequest

    from salesops.web.prepared import Rows
    from salesops.web.together import Asked

Operation = TypeVar("Operation", bound=Callable[..., Any])
Asking = Callable[..., "Asked"]


def foreseeing(asking: Asking) -> Callable[[Operation], Operation]:
    """Mark an operation that only reads with its question, made of what its address says.

    The rows are there before it is known whether the key is good and what its user may see: the
    operation looks at them only after it has asked the boundary.
    """

    def marked(operation: Operation) -> Operation:
        operation.foreseen = asking  # type: ignore[attr-defined]  # a mark of ours
        return operation

    return marked


def foreseen_of(operation: object, said: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The question an operation is marked with, for what its address says; nothing without one."""
    asking = getattr(operation, "foreseen", None)
    return (asking(**said),) if asking else ()


def foreseen(request: HttpRequest) -> Rows | None:
    """The rows for its question; None where it came with no key and has to ask by itself."""
    return getattr(request, "foreseen", None)
