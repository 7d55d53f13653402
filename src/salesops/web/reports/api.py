"""REST: reports as files."""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse
from ninja import Router

from salesops.web.reports.documents import written
from salesops.web.signed_in import SignedIn

router = Router(tags=["reports"])


@router.get("/reports/{name}", response={200: bytes})
def report(
    request: SignedIn,
    name: str,
    period: str,
    lang: Literal["zh", "en"] = "zh",
    form: Literal["pdf", "html", "xlsx", "md"] = "pdf",
    snapshot: str | None = None,
) -> HttpResponse:
    """A report of one month, of what the reader may see."""
    from salesops.reports.render import FORMATS

    content = written(request.user, name, period, lang, form, snapshot)
    filename = f"{name}-{period}.{form}"
    return HttpResponse(
        content,
        content_type=FORMATS[form],
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
