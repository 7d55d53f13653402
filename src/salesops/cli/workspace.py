"""The workspace a command works on, who acts in it, and how problems are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from salesops.web.opening import (
    NotOpened,
    acting,
    home,
    is_workspace,
    language,
    opened,
    said,
    set_up_django,
)

if TYPE_CHECKING:
    from pathlib import Path

    from salesops.kernel.problem import Problem
    from salesops.web.access import Actor

__all__ = [
    "actor", "home", "is_outdated", "is_workspace", "language", "open_workspace", "said",
    "sentence", "set_up_django", "tell",
]  # fmt: skip


def open_workspace() -> Path:
    """Make Django ready for the workspace; ends with a sentence when there is none."""
    try:
        return opened()
    except NotOpened as error:
        raise click.ClickException(str(error)) from None


def is_outdated(error: Exception) -> bool:
    """Whether the database lacks what this version keeps: it was made by an older one."""
    if type(error).__module__ != "django.db.utils":
        return False
    told = str(error)
    return any(sign in told for sign in ("no such column", "no such table", "does not exist"))


def actor(username: str | None) -> Actor:
    """Who acts: the named user with what that user may do, else the owner of the folder."""
    try:
        return acting(username)
    except NotOpened as error:
        raise click.ClickException(str(error)) from None


def tell(problem: Problem) -> None:
    """Print a problem as a sentence on the error stream: where, what is wrong, what to do."""
    click.echo(sentence(problem), err=True)


def sentence(problem: Problem) -> str:
    """A problem as one line."""
    where = problem.where
    place = [where.file or "", where.sheet or ""]
    if where.line:
        place.append(said(f"第 {where.line} 行", f"line {where.line}"))
    if where.column:
        place.append(said(f"“{where.column}”列", f'column "{where.column}"'))
    start = " ".join(part for part in place if part)
    reason = problem.reason(language()).rstrip("。.")
    remedy = problem.remedy(language()).rstrip("。.")
    text = said(f"{reason}。{remedy}。", f"{reason}. {remedy}.")
    return f"{start}{said('：', ': ')}{text}" if start else text
