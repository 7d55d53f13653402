"""Reports as files, for every door: asked of what the actor may see, and put on record."""

from typing import cast

from django.utils.translation import gettext as _

from salesops.kernel.problem import Language
from salesops.web import audit
from salesops.web.access import Actor, ledger_of
from salesops.web.explore.questions import cache_folder
from salesops.web.people.models import User
from salesops.web.people.scope import scope_name

REPORTS = ("monthly",)


class NoReport(ValueError):
    """There is no such report, form or month; the message is for people."""


def written(
    actor: Actor,
    name: str,
    month: str,
    language: str,
    form: str,
    snapshot_id: str | None = None,
) -> bytes:
    """The report of one month as a file. Raises NoReport, and NoLedger without a snapshot."""
    from salesops.reports.monthly import month_of, monthly
    from salesops.reports.render import FORMATS, render

    if name not in REPORTS:
        raise NoReport(_("There is no report called %s.") % name)
    if form not in FORMATS:
        wanted = {"form": form, "forms": ", ".join(FORMATS)}
        raise NoReport(_("A report cannot be written as “%(form)s”, only as %(forms)s.") % wanted)
    try:
        span = month_of(month)
    except ValueError as error:
        raise NoReport(_("“%s” is not a month such as 2025-10.") % month) from error
    ledger = ledger_of(actor, snapshot_id)
    scope = scope_name(actor, ledger.as_of) if isinstance(actor, User) else None
    document = monthly(
        ledger,
        span,
        cast(Language, language),
        scope=scope,
        cache=cache_folder(),
    )
    content = render(document, form)
    audit.note(actor, "export_report", f"{name} {month}", {"form": form, "language": language})
    return content
