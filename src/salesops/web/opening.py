"""Opening a workspace from outside the web: which folder it is, and Django made ready for it."""

from __future__ import annotations

import gc
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesops.kernel.problem import Language
    from salesops.web.access import Actor
    from salesops.web.assistants.asking import Caller


def home() -> Path:
    """The workspace's folder, whether it exists or not."""
    return Path(os.environ.get("SALESOPS_HOME", "workspace")).resolve()


def is_workspace(folder: Path) -> bool:
    """Whether `salesops init` was run there."""
    return (folder / "secret_key").is_file()


def language() -> Language:
    """The language of sentences: SALESOPS_LANGUAGE, else Chinese."""
    return "en" if os.environ.get("SALESOPS_LANGUAGE", "zh").lower().startswith("en") else "zh"


def said(zh: str, en: str) -> str:
    """The sentence in the reader's language."""
    return en if language() == "en" else zh


SELDOM = (20_000, 10, 10)
"""What a command loads stays till its end: to look through it for garbage again and again cost a
fifth of a short one, and a quarter of all migrations."""


def set_up_django() -> None:
    """Load Django's settings and applications, speaking the reader's language."""
    gc.set_threshold(*SELDOM)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salesops.web.settings")
    import django
    from django.utils import translation

    django.setup()
    from salesops.web.door import enter

    enter("cli")
    translation.activate("en" if language() == "en" else "zh-hans")


class NotOpened(LookupError):
    """There is no such workspace or no such user; the message is for people."""


def opened() -> Path:
    """The workspace's folder, with Django ready for it. Raises NotOpened."""
    folder = home()
    if not is_workspace(folder):
        raise NotOpened(
            said(
                f"{folder} 不是工作区。先运行 salesops init，或用 SALESOPS_HOME 指定文件夹。",
                f"There is no workspace in {folder}. Run `salesops init` first, or name another "
                "folder with SALESOPS_HOME.",
            )
        )
    set_up_django()
    return folder


def now() -> datetime:
    """This moment."""
    from django.utils import timezone

    return timezone.now()


def today() -> date:
    """Today where the company is."""
    from django.utils import timezone

    return timezone.localdate()


def migrate() -> None:
    """Bring the database to this version."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def disconnect() -> None:
    """Leave no connection to the database behind in this thread."""
    from django.db import connections

    connections.close_all()


def warehouse() -> str:
    """The address of the company's own warehouse, if it asks one instead of snapshots."""
    from django.conf import settings

    return str(settings.SALESOPS_LEDGER_URL)


def acting(username: str | None) -> Actor:
    """The named user, or the owner of the folder when none is named. Raises NotOpened."""
    from django.utils import timezone

    from salesops.web.access import Owner
    from salesops.web.people.models import User

    if username is None:
        return Owner()
    user = User.objects.select_related("person").filter(username=username, is_active=True).first()
    if user is None or not user.may_enter(timezone.localdate()):
        raise NotOpened(said(f"没有用户 {username}。", f"There is no user called {username}."))
    return user


def assisting(username: str | None, secret: str | None) -> Callable[[], Caller]:
    """Whom an assistant acts for, asked anew with every call: rights and keys may end meanwhile.

    A key opens what its scopes say; without one, whoever could read the files may do everything
    the user may. Raises NotOpened, also later.
    """

    def caller() -> Caller:
        from salesops.web.assistants.asking import Caller
        from salesops.web.workspace.bearing import bearer

        if not secret:
            return Caller(acting(username))
        token = bearer(secret, now())
        if token is None:
            raise NotOpened(said("令牌无效或已撤销。", "The token is not valid, or was revoked."))
        return Caller(token.user, token.scopes)

    caller()
    return caller


def hasten() -> None:
    """Write without waiting for the disk, where what is interrupted starts over anyway.

    Millions of rows become as many short-lived objects, among which there is little to collect.
    """
    from django.db import connection

    gc.set_threshold(200_000, 50, 100)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-524288")
