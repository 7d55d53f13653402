"""Killed at the worst moment: what was acknowledged stays, what was not leaves no trace."""

from pathlib import Path

import pytest

from tests.doors.killing import kill_when, state
from tests.doors.shell import Shell
from tests.doors.towns import on_both
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


@on_both
def test_records_that_came_in_before_the_kill_are_taken_back(shell, tmp_path):
    leads = tmp_path / "leads.csv"
    rows = (f"N{i},2025-03-01 10:00,某某机械有限公司{i},bo" for i in range(LINES // 4))
    text = "\n".join(["lead_id,received_at,company,person_id", "L1,,旧名,bo", *rows]) + "\n"
    leads.write_text("lead_id,received_at,company,person_id\nL1,2025-01-01 09:00,东方,bo\n")
    assert shell("import", "leads", leads).code == 0
    before = settled(shell)
    leads.write_text(text, encoding="utf-8")

    def a_slice_is_in(home: Path) -> bool:
        return any(f.stat().st_size > 400_000 for f in home.glob("unfinished/*/before.jsonl"))

    kill_when(shell, a_slice_is_in, "import", "leads", leads)
    assert "N1," not in before[1] and "'N1'" in state(shell)[1]
    after = settled(shell)
    assert without_times(after[1]) == without_times(before[1])
    done = shell("import", "leads", leads)
    assert done.code == 0 and state(shell)[1].count("'N1'") == 1


def without_times(database: str) -> list[str]:
    """Whoever is put back is at a later version: that it was away is no secret."""
    lead = next(line for line in database.splitlines() if "'L1'" in line)
    rest = [line for line in database.splitlines() if "'L1'" not in line]
    assert "东方" in lead
    return rest


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
