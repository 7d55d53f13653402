"""Telling whoever started an import what became of it."""

from salesops.kernel.problem import Problem
from salesops.selling.letters import IMPORT_DONE, IMPORT_FAILED
from salesops.web.imports.models import ImportJob
from salesops.web.notices.actions import About, notify


def tell_import(job: ImportJob) -> None:
    """Tell it once, whether it went well or not."""
    values = {
        "file": job.filename, "why": job.failure[:400],
        "rows": job.result.get("accepted", job.result.get("rows", 0)),
        "rejected": job.result.get("rejected", 0),
    }  # fmt: skip
    words = Problem(IMPORT_FAILED if job.state == "failed" else IMPORT_DONE, values=values)
    about = About("imports", "", f"import:{job.pk}:{job.state}")
    notify(to=job.made_by, kind="import_done", words=words, about=about)
