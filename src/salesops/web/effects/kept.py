"""Estimates kept beside the snapshots' answers, and what working others out would take."""

from collections.abc import Collection, Iterable
from pathlib import Path
from shutil import rmtree

from salesops.causal.declared import Declared
from salesops.causal.effects import Effect, effect
from salesops.causal.estimate_kept import as_text, from_text, key_of
from salesops.causal.estimates import Estimated
from salesops.causal.panel import Panel
from salesops.web.explore.questions import cache_folder

MOST_SECONDS = 1.0
"""What a page may take of the processor for estimates; what is longer is a job."""
BASE, A_UNIT, BY_DIFFERENCE = 0.08, 0.00015, 0.1


def kept_effect(of: str, panel: Panel, declared: Declared) -> Effect:
    """The effect, by an estimate made before of the very same panel where there is one.

    Estimates are kept by what they are `of`: an intervention.
    """
    path = _path(of, panel, declared)
    held = _read(path)
    found = effect(panel, declared, held)
    if held is None:
        _keep(path, found.estimate)
    return found


def cost(of: str, wanted: Iterable[tuple[Panel, Declared]]) -> float:
    """Seconds of the processor for those that are not kept: measured once, told by size."""
    return sum(_seconds(*told) for told in wanted if not _path(of, *told).is_file())


def keep_only(of: str, wanted: Iterable[tuple[Panel, Declared]] = ()) -> None:
    """Throw away the estimates of what was asked before, of older figures: nobody asks again."""
    kept = {_path(of, *told) for told in wanted}
    for path in _folder(of).glob("*.json"):
        if path not in kept:
            path.unlink(missing_ok=True)


def prune(known: Collection[str]) -> None:
    """Throw away the estimates of interventions that are not known, and of none."""
    for path in cache_folder().glob("effect-*.json"):
        path.unlink(missing_ok=True)
    for folder in _folder("").glob("*"):
        if folder.name not in known:
            rmtree(folder, ignore_errors=True)


def _seconds(panel: Panel, declared: Declared) -> float:
    seconds = BASE + A_UNIT * len(panel.units)
    return seconds * BY_DIFFERENCE if declared.method == "did" else seconds


def _folder(of: str) -> Path:
    return cache_folder() / "effects" / of


def _path(of: str, panel: Panel, declared: Declared) -> Path:
    return _folder(of) / f"{key_of(panel, declared)}.json"


def _read(path: Path) -> Estimated | None:
    try:
        return from_text(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, found: Estimated) -> None:
    half = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(as_text(found), "utf-8")
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
