"""`salesops effect`: a panel in, the verdict out, without a workspace."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doors.shell import Said, run

Effect = Callable[..., Said]
MONTHS = [f"2026-{month:02}" for month in range(1, 9)]
NAMED = ("--unit", "团队", "--time", "月份", "--value", "销售额")


def table(units: int = 12, lift: float = 30, treated: int = 5) -> str:
    """Teams that sell 100 and more; the first ones sell more from July on."""
    lines = ["团队,月份,销售额,参加"]
    for unit in range(units):
        for at, month in enumerate(MONTHS):
            wobble = (unit * 7 + at * 5 + unit * at) % 11
            on = unit < treated and at >= 6
            lines.append(f"T{unit},{month},{100 + 3 * unit + wobble + lift * on},{int(on)}")
    return "\n".join(lines) + "\n"


FIVE = [word for n in range(5) for word in ("--treated", f"T{n}")]


@pytest.fixture
def effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Effect:
    monkeypatch.setenv("SALESOPS_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")

    def command(text: str, *words: str) -> Said:
        (tmp_path / "panel.csv").write_text(text, encoding="utf-8")
        return run("effect", tmp_path / "panel.csv", *NAMED, *words)

    return command


def test_a_lift_that_was_there_worked(effect: Effect) -> None:
    said = effect(table(), *FIVE, "--from", "2026-07", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json["verdict"] == "worked"
    assert said.json["low"] <= 30 <= said.json["high"]
    assert said.json["treated"] == {f"T{n}": "2026-07" for n in range(5)}
    assert said.json["sentences"][0].startswith("It worked: +")
    assert [row["since"] for row in said.json["events"]] == list(range(-6, 2))


def test_a_column_of_marks_says_the_same_as_names(effect: Effect) -> None:
    named = effect(table(), *FIVE, "--from", "2026-07-01", "--json")
    assert effect(table(), "--treated", "参加", "--json").json == named.json


def test_without_a_lift_it_cannot_be_told_and_says_what_to_change(effect: Effect) -> None:
    said = effect(table(lift=0), *FIVE, "--from", "2026-07", "--worth", "0.5")
    assert said.code == 0 and "Cannot tell yet" in said.out
    assert "wait, or treat more" in said.out


def test_units_may_have_their_own_start(effect: Effect) -> None:
    own = ("--treated", "T0=2026-05", "--treated", "T1", "--from", "2026-07", "--json")
    said = effect(table(), *own)
    assert said.json["treated"] == {"T0": "2026-05", "T1": "2026-07"}


def test_before_launch_the_smallest_effect_is_told(effect: Effect) -> None:
    said = effect(table(lift=0), *FIVE, "--before-launch", "2", "--json")
    assert said.code == 0 and 0 < said.json["effect"] < 30
    assert said.json["treated"] == 5 and said.json["before"] == 6


@pytest.mark.parametrize(("words", "told"), [
    ((*FIVE, "--from", "2027-01"), "lies outside of the data: 2026-01 to 2026-08"),
    ((*FIVE, "--from", "2026-01"), "lies outside of the data"),
    ((*FIVE, "--from", "soon"), "is no time"),
    (FIVE, "has no start"),
    (("--treated", "T99", "--from", "2026-07"), 'no unit "T99"'),
    (("--from", "2026-07"), "Nobody is said to be treated"),
    (("--treated", "T0", "--from", "2026-07", "--without", "T98"), 'no unit "T98"'),
    ((*FIVE, "--before-launch", "7"), "cannot stand for 7"),
])  # fmt: skip
def test_what_is_declared_wrongly_is_told(
    effect: Effect, words: tuple[str, ...], told: str
) -> None:
    said = effect(table(), *words)
    assert said.code == 1 and told in said.err


@pytest.mark.parametrize(("text", "told"), [
    (table().replace("T3,2026-04,", "T3,2026-04x,"), "is no time"),
    (table().replace("T3,2026-04,", "T3,2026-03,"), "stands twice"),
    ("\n".join(r for r in table().splitlines() if "T3,2026-04" not in r), "lacks 1 periods"),
    (table().replace("T3,2026-04,1", "T3,2026-04,many"), "is no number"),
    (table(units=6), "Only 1 unit"),
    ("团队,月份,销售额\n", "no"),
    (table().replace("销售额", "额"), "--value"),
])  # fmt: skip
def test_what_is_wrong_with_the_panel_is_told(effect: Effect, text: str, told: str) -> None:
    said = effect(text, *FIVE, "--from", "2026-07")
    assert said.code == 1 and told in said.err
