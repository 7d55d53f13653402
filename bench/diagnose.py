"""Score the diagnosis on demo companies whose causes are known, and on ones that have none.

    python bench/diagnose.py 20
    python bench/diagnose.py 10 11      ten companies, from seed 11 on

Builds the small demo with that many seeds, with everything planted and with nothing, asks why of
every team over the last four whole months and of the promoted line over three, and prints one
line of JSON a company and one in all: the share of planted causes named first, and on how many
teams something was named where nothing was planted. Exits with 1 below what is promised.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from salesops.insights.diagnosis import Diagnosis, diagnosis
from salesops.insights.panel import Where
from salesops.kernel.period import Period
from salesops.ledger import Ledger
from salesops.ledger.snapshot import open_snapshot, snapshot_ids
from salesops.metrics.question import Question, answer

UNTIL = date(2026, 10, 31)
PERIOD = Period(date(2026, 6, 1), date(2026, 10, 1))
PROMOTED = Period(date(2026, 7, 1), date(2026, 10, 1))
PROMISED_FIRST, PROMISED_ALARMS = 0.9, 0.05
# What was planted → how the diagnosis calls it.
CAUSES = {
    "vacancies": "vacancy",
    "market_shrank": "size",
    "overpriced_line": "price",
    "competitor_promotion": "share",
}


@dataclass
class Score:
    """How often which cause was named first, and where something was named for nothing."""

    asked: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    alarms: list[str] = field(default_factory=list)
    quiet: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Both together."""
        self.asked += other.asked
        self.first += other.first
        self.alarms += other.alarms
        self.quiet += other.quiet
        self.seconds += other.seconds


def built(seed: int, plant: str, into: Path) -> tuple[Ledger, dict[str, Any]]:
    """The ledger of a demo company and its truth file."""
    home = into / f"{seed}-{plant}"
    program = str(Path(sys.executable).with_name("salesops"))
    options = ["--until", UNTIL.isoformat(), "--seed", str(seed), "--plant", plant]
    environment = {**os.environ, "SALESOPS_HOME": str(home)}
    command = [program, "demo", "--no-serve", *options]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    truth = json.loads((home / "exports" / "truth.json").read_text(encoding="utf-8"))
    return open_snapshot(home, next(iter(snapshot_ids(home)))), truth


def score(ledger: Ledger, truth: dict[str, Any]) -> Score:
    """Every team asked why, and the promoted line in its region."""
    planted = {entry["kind"]: entry["where"] for entry in truth["planted"]}
    found, by_team = Score(), {}
    for kind in ("vacancies", "market_shrank", "overpriced_line"):
        if kind in planted:
            by_team[planted[kind]["team"]] = kind
    for team in teams(ledger):
        told = timed(found, ledger, (("people.team_path", (team,)),), PERIOD)
        if team in by_team:
            count(found, by_team[team], told)
        elif not touched(team, ledger, planted):
            found.quiet += 1
            found.alarms += [f"{team}: {cause.kind}" for cause in told.named[:1]]
    if promoted := planted.get("competitor_promotion"):
        where: Where = (
            ("regions.region_id", (promoted["region_id"],)),
            ("products.line", (promoted["product_line"],)),
        )
        count(found, "competitor_promotion", timed(found, ledger, where, PROMOTED))
    return found


def teams(ledger: Ledger) -> list[str]:
    """The teams that have a quota in the period."""
    asked = Question(("quota",), ("people.team_path",), (), PERIOD.starts_on, PERIOD.ends_before)
    rows = answer(ledger, asked).rows
    return [row["people.team_path"] for row in rows if row["quota"] and row["people.team_path"]]


def touched(team: str, ledger: Ledger, planted: dict[str, Any]) -> bool:
    """Whether a team sells in the province of the promotion: a cause named there is no alarm."""
    if "competitor_promotion" not in planted:
        return False
    where: Where = (
        ("people.team_path", (team,)),
        ("regions.region_id", (planted["competitor_promotion"]["region_id"],)),
    )
    asked = Question(("quota",), (), where, PERIOD.starts_on, PERIOD.ends_before)
    return bool(answer(ledger, asked).totals["quota"])


def timed(found: Score, ledger: Ledger, where: Where, period: Period) -> Diagnosis:
    """One diagnosis, its seconds kept."""
    started = perf_counter()
    told = diagnosis(ledger, where, period)
    found.seconds.append(perf_counter() - started)
    return told


def count(found: Score, kind: str, told: Diagnosis) -> None:
    """Whether the cause that was planted is the first one named."""
    found.asked[kind] += 1
    found.first[kind] += bool(told.named) and told.named[0].kind == CAUSES[kind]


def line(name: str, found: Score) -> dict[str, Any]:
    """The score as a line of JSON."""
    asked = found.asked.total()
    return {
        "workload": "diagnose",
        "company": name,
        "planted": asked,
        "named_first": round(found.first.total() / asked, 4) if asked else None,
        "first_by_cause": {
            kind: f"{found.first[kind]}/{found.asked[kind]}" for kind in found.asked
        },
        "quiet_teams": found.quiet,
        "false_alarms": len(found.alarms),
        "alarm_rate": round(len(found.alarms) / found.quiet, 4) if found.quiet else None,
        "alarms": found.alarms,
        "seconds_each": round(sum(found.seconds) / len(found.seconds), 3),
    }


def companies(seeds: int, first: int = 1) -> Iterator[tuple[str, str, Score]]:
    """Every company with what was planted and its score, in a folder that is thrown away."""
    for seed in range(first, first + seeds):
        for plant in ("all", "none"):
            with tempfile.TemporaryDirectory() as folder:
                found = score(*built(seed, plant, Path(folder)))
                yield f"seed {seed}, {plant}", plant, found


def main() -> int:
    """All companies; 1 when fewer causes are found, or more invented, than promised."""
    wholes = {"all": Score(), "none": Score()}
    for name, plant, found in companies(*(int(word) for word in sys.argv[1:] or ["20"])):
        wholes[plant].add(found)
        print(json.dumps(line(name, found), ensure_ascii=False), flush=True)
    planted, calm = wholes["all"], wholes["none"]
    print(json.dumps(line("planted, all together", planted), ensure_ascii=False))
    print(json.dumps(line("nothing planted, all together", calm), ensure_ascii=False))
    named = planted.first.total() / planted.asked.total()
    alarmed = [len(one.alarms) / one.quiet for one in wholes.values()]
    return int(named < PROMISED_FIRST or max(alarmed) > PROMISED_ALARMS)


if __name__ == "__main__":
    sys.exit(main())
