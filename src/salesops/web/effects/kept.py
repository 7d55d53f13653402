"""Estimates kept beside the snapshots' answers, and what working others out would take."""

from collections.abc import Iterable
from pathlib import Path

from salesops.causal.declared import Declared
from salesops.causal.effects import Effect, effect
from salesops.causal.estimate_kept import as_text, from_text, key_of
from salesops.causal.estimates import Estimated
from salesops.causal.panel import Panel
from salesops.web.explore.questions import cache_folder

MOST_SECONDS = 1.0
"""What a page may take of the processor for estimates; what is longer is a job."""
BASE, A_UNIT, BY_DIFFERENCE = 0.08, 0.00015, 0.1


def kept_effect(panel: Panel, declared: Declared) -> Effect:
    """The effect, by an estimate made before of the very same panel where there is one."""
    path = _path(panel, declared)
    held = _read(path)
    found = effect(panel, declared, held)
    if held is None:
        _keep(path, found.estimate)
    return found


def cost(wanted: Iterable[tuple[Panel, Declared]]) -> float:
    """Seconds of the processor for those that are not kept: measured once, told by size."""
    return sum(_seconds(*told) for told in wanted if not _path(*told).is_file())


def _seconds(panel: Panel, declared: Declared) -> float:
    seconds = BASE + A_UNIT * len(panel.units)
    return seconds * BY_DIFFERENCE if declared.method == "did" else seconds


def _path(panel: Panel, declared: Declared) -> Path:
    return cache_folder() / f"effect-{key_of(panel, declared)}.json"


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
