"""Killed at the worst moment: what was acknowledged stays, what was not leaves no trace."""

from pathlib import Path

import pytest

from tests.doors.killing import kill_when, state
from tests.doors.shell import Shell
from tests.doors.world import AS_OF, text_of

LINES = 200_000


@pytest.fixture(scope="module")
def many_orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "orders.csv"
    header = text_of("orders").splitlines()[0]
    rows = (f"N{i},O{i},2025-03-01,A1,P1,bo,EAST,1,90.00,60" for i in range(LINES))
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def settled(shell: Shell) -> tuple[str, str]:
    """The workspace once the next import, which changes nothing, has swept up."""
    words = ("import", "regions", shell.home.parent / "regions.csv")
    (shell.home.parent / "regions.csv").write_text(text_of("regions"), encoding="utf-8")
    assert shell(*words).code == 0
    return state(shell)


@pytest.mark.parametrize("moment", ["scratch/*/rows.parquet", "batches/.*.part"])
def test_an_import_that_is_killed_never_happened_and_can_be_done_again(shell, many_orders, moment):
    before = state(shell)
    kill_when(shell, lambda home: any(home.glob(moment)), "import", "orders", many_orders)
    assert settled(shell) == before
    told = shell("import", "orders", many_orders, "--format", "json").json
    assert (told["rows"], told["accepted"], told["unchanged"]) == (LINES, LINES, 0)


def test_a_snapshot_that_is_killed_never_happened_and_can_be_taken_again(shell, many_orders):
    assert shell("import", "orders", many_orders).code == 0
    parts = set((shell.home / "parts").rglob("*"))
    kill_when(
        shell,
        lambda home: any(path not in parts for path in (home / "parts").rglob("*"))
        or any(home.glob(".spill-*")),
        "snapshot", "--as-of", AS_OF,
    )  # fmt: skip
    assert shell("ask", "net_revenue", "--format", "json").json[0]["net_revenue"] == 2300
    assert shell("snapshot", "--as-of", AS_OF).code == 0
    expected = 2300 + LINES * 90
    assert shell("ask", "net_revenue", "--format", "json").json[0]["net_revenue"] == expected
    assert not list(shell.home.glob(".spill-*"))
