"""Score why stages are weak on demo companies whose causes are known, and on ones that have none.

    python bench/stages.py 10
    python bench/stages.py 5 11      five companies, from seed 11 on

Builds the small demo with that many seeds, with everything planted and with nothing, and asks what
made its stages weak. Planted are a talk track under which more offers are lost, and a first contact
that comes late for one source of leads in one area. Prints one line of JSON a company and one in
all: how often each was found, how often first, and what was named where nothing was planted. Exits
with 1 where a planted cause was missed or anything was invented.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

from diagnose import built  # noqa: E402 - found beside this file

from salesops.insights.stages import stage_findings, weaknesses  # noqa: E402
from salesops.ledger import Ledger  # noqa: E402
from salesops.process.stage_factors import deal_stages, lead_stage  # noqa: E402

SEEDS = 5
STAGES, LOST = ("初步接触", "需求确认", "方案报价", "商务谈判", "赢单"), ("输单",)


@dataclass
class Score:
    """How often each cause was planted, found, and named first; and what was named beside."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    invented: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0

    def add(self, other: "Score") -> None:
        """Both together."""
        self.planted += other.planted
        self.found += other.found
        self.first += other.first
        self.invented += other.invented
        self.cpu_seconds += other.cpu_seconds


def named(ledger: Ledger) -> list[str]:
    """The keys of what is said to make stages weak, the dearest first."""
    seen = [lead_stage(ledger), *deal_stages(ledger, STAGES, LOST)]
    return [finding.key for finding in stage_findings(weaknesses(seen))]


def causes(ledger: Ledger, truth: dict[str, Any]) -> dict[str, str]:
    """The key of the finding that each planted cause should be."""
    planted = {entry["kind"]: entry["where"] for entry in truth["planted"]}
    found = {}
    if track := planted.get("talk_track"):
        version = track["process_versions"][1]
        found["talk_track"] = f"stage:{track['stage']}:version:{version}"
    if slow := planted.get("slow_first_contact"):
        area = called(ledger, slow["region_id"])
        found["slow_first_contact"] = f"stage:lead:late:True:{area}:{slow['source']}"
    return found


def called(ledger: Ledger, region_id: str) -> str:
    """The name of a region."""
    regions = ledger["regions"]
    rows = ledger.engine.fetch(regions.filter(regions.region_id == region_id).select("name"))
    return str(rows.to_pylist()[0]["name"])


def score(ledger: Ledger, truth: dict[str, Any]) -> Score:
    """What was planted in a company against what is named in it."""
    worked = process_time()
    keys = named(ledger)
    found = Score(cpu_seconds=process_time() - worked)
    wanted = causes(ledger, truth)
    for kind, key in wanted.items():
        found.planted[kind] += 1
        found.found[kind] += key in keys
        found.first[kind] += keys[:1] == [key]
    found.invented = [key for key in keys if key not in wanted.values()]
    return found


def line(name: str, found: Score) -> dict[str, Any]:
    """The score as a line of JSON."""
    return {
        "bench": "stages",
        "company": name,
        "found": {kind: f"{found.found[kind]}/{count}" for kind, count in found.planted.items()},
        "first": {kind: f"{found.first[kind]}/{count}" for kind, count in found.planted.items()},
        "invented": found.invented,
        "cpu_seconds": round(found.cpu_seconds, 2),
    }


def companies(seeds: int, first: int = 1) -> Iterator[tuple[str, Score]]:
    """Every company's score, in a folder that is thrown away."""
    for seed in range(first, first + seeds):
        for plant in ("all", "none"):
            with tempfile.TemporaryDirectory() as folder:
                yield f"seed {seed}, {plant}", score(*built(seed, plant, Path(folder)))


def main() -> int:
    """All companies; 1 when a cause was missed or invented."""
    whole = Score()
    for name, found in companies(*(int(word) for word in sys.argv[1:] or [str(SEEDS)])):
        whole.add(found)
        print(json.dumps(line(name, found), ensure_ascii=False), flush=True)
    print(json.dumps(line("all together", whole), ensure_ascii=False))
    return int(whole.found != whole.planted or bool(whole.invented))


if __name__ == "__main__":
    sys.exit(main())
