"""One document, many renderings: each module here turns a document into bytes of one format."""

from collections.abc import Callable, Mapping
from importlib import import_module

from salesops.reports.document import Document

FORMATS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}
MODULES: Mapping[str, str] = {"html": "html", "pdf": "pdf", "xlsx": "xlsx", "md": "markdown"}


def render(document: Document, form: str) -> bytes:
    """The document as a file of one of `FORMATS`: html, pdf, xlsx or md."""
    # Typst, xlsxwriter and the chart engine each load only when their format is asked for.
    module = import_module(f"salesops.reports.render.{MODULES[form]}")
    write: Callable[[Document], bytes] = module.render
    return write(document)
