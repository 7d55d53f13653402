"""The chart library for the browser, written once out of the package that also draws our PDFs."""

import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def name() -> str:
    """The file's name, which changes with the library so that browsers may keep it for ever."""
    return f"vega-{version('vl-convert-python')}.js"


def path(folder: Path) -> Path:
    """The bundle's file, made if it is not there; complete or absent, never half."""
    target = folder / name()
    if not target.is_file():
        import vl_convert

        folder.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # the stub has no default
        Path(scratch).replace(target)
    return target
