"""What the suite can use when it is there: how to find it, and how to get it."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("SALESOPS_REAL_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True)
class Part:
    """A program, library or folder that some tests need and a machine may lack."""

    name: str
    found: Callable[[], bool]
    how: str


def chromium() -> str | None:
    """The browser to drive, from SALESOPS_CHROMIUM or the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = (shutil.which(name) for name in names)
    return os.environ.get("SALESOPS_CHROMIUM") or next((path for path in found if path), None)


def postgresql() -> Path | None:
    """The folder of PostgreSQL's own programs; Debian keeps them off the path."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    path = shutil.which("initdb") or (str(kept[-1]) if kept else None)
    return Path(path).resolve().parent if path else None


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _module(name: str) -> Callable[[], bool]:
    return lambda: find_spec(name) is not None


PARTS: Mapping[str, Part] = {
    "chromium": Part(
        "Chromium (pages in a real browser)",
        lambda: chromium() is not None,
        "apt-get install chromium, or name a browser in SALESOPS_CHROMIUM",
    ),
    "postgresql": Part(
        "PostgreSQL (the doors on a database server, import from one)",
        lambda: postgresql() is not None,
        "apt-get install postgresql",
    ),
    "spark": Part(
        "Spark (the specs on a third engine)",
        lambda: shutil.which("java") is not None and find_spec("pyspark") is not None,
        "apt-get install default-jre-headless",
    ),
    "chdb": Part(
        "chdb (the specs on ClickHouse)",
        _module("chdb"),
        "make test installs it where it has a wheel for this machine",
    ),
    "poppler": Part(
        "poppler (the PDF looked at as an image)",
        _program("pdftoppm"),
        "apt-get install poppler-utils",
    ),
    "data": Part(
        "public data (real files with their control numbers)",
        DATA.is_dir,
        "put the folder beside the project as ../shared/data, or name it in SALESOPS_REAL_DATA",
    ),
}


def missing(part: str) -> bool:
    """Whether this machine lacks a part."""
    return not PARTS[part].found()
