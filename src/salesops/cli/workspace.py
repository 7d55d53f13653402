"""Opening the workspace from the command line: which folder, who acts, in which language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from salesops.kernel.problem import Language, Problem
    from salesops.web.access import Actor


def home() -> Path:
    """The workspace's folder, whether it exists or not."""
    return Path(os.environ.get("SALESOPS_HOME", "workspace")).resolve()


def is_workspace(folder: Path) -> bool:
    """Whether `salesops init` was run there."""
    return (folder / "secret_key").is_file()


def open_workspace() -> Path:
    """Make Django ready for the workspace; ends with a sentence when there is none."""
    folder = home()
    if not is_workspace(folder):
        raise click.ClickException(
            said(
                f"{folder} 不是工作区。先运行 salesops init，或用 SALESOPS_HOME 指定文件夹。",
                f"There is no workspace in {folder}. Run `salesops init` first, or name another "
                "folder with SALESOPS_HOME.",
            )
        )
    set_up_django()
    return folder


def set_up_django() -> None:
    """Load Django's settings and applications, speaking the reader's language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salesops.web.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en" if language() == "en" else "zh-hans")


def language() -> Language:
    """The language of sentences: SALESOPS_LANGUAGE, else Chinese."""
    return "en" if os.environ.get("SALESOPS_LANGUAGE", "zh").lower().startswith("en") else "zh"


def said(zh: str, en: str) -> str:
    """The sentence in the reader's language."""
    return en if language() == "en" else zh


def actor(username: str | None) -> Actor:
    """Who acts: the named user with what that user may do, else the owner of the folder."""
    from salesops.web.access import Owner
    from salesops.web.people.models import User

    if username is None:
        return Owner()
    user = User.objects.select_related("person").filter(username=username, is_active=True).first()
    if user is None:
        raise click.ClickException(
            said(f"没有用户 {username}。", f"There is no user called {username}.")
        )
    return cast("Actor", user)


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


def refuse(sentence: str) -> None:
    """End with the sentence and exit code 1."""
    raise click.ClickException(sentence)
