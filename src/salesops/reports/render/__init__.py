"""One document, many renderings: each module here turns a document into bytes of one format."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import islice

from salesops.reports.document import Document

FORMATS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}
AT_ONCE = 4
"""How many documents wait for each processor."""
MODULES: Mapping[str, str] = {"html": "html", "pdf": "pdf", "xlsx": "xlsx", "md": "markdown"}


def render(document: Document, form: str) -> bytes:
    """The document as a file of one of `FORMATS`: html, pdf, xlsx or md."""
    # Typst, xlsxwriter and the chart engine each load only when their format is asked for.
    module = import_module(f"salesops.reports.render.{MODULES[form]}")
    write: Callable[[Document], bytes] = module.render
    return write(document)


def render_each(documents: Iterable[Document], form: str) -> Iterator[bytes]:
    """Many documents as files, in their order, a few held at a time.

    Typst works outside the interpreter's lock, so every processor prints one.
    """
    waiting, count = iter(documents), os.cpu_count() or 1
    with ThreadPoolExecutor(count) as pool:
        while several := list(islice(waiting, count * AT_ONCE)):
            yield from pool.map(lambda document: render(document, form), several)
