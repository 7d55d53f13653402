"""Score the search for orders pulled over period ends, on sellers whose days are made.

    python bench/pulling.py
    python bench/pulling.py 100      so many companies of each kind

Nothing planted, honest effort in the last days, and orders moved over the end: at month ends and at
quarter ends, for 12 of 30, 20 of 60 and 60 of 200 people. Prints one line of JSON a kind: how often
*pulled* was said, how often ends were called heavier at all, how often the dip's 95 % interval held
the mean dip of its kind. Exits with 1 where *pulled* was said of nothing in more than 5 % beyond
chance.
"""

import json
import sys
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from statistics import fmean
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from salesops.causal.pulling import pulled
from tests.causal.sellers import ends_of_sellers

COMPANIES = 300
SIZES = ((30, 12), (60, 20), (200, 60))
PLANTED = {"nothing": {}, "effort": {"more": 0.8}, "moved": {"moved": 0.6}}


def lines(count: int) -> Iterator[dict[str, object]]:
    """What is printed."""
    for every, at in ((1, "month"), (3, "quarter")):
        for people, treated in SIZES:
            for name, planted in PLANTED.items():
                begun = process_time()
                made = (
                    pulled(ends_of_sellers(seed, people, treated, every, **planted), draws=499)
                    for seed in range(count)
                )
                found = [one for one in made if one is not None]
                truth = fmean(one.dip for one in found)
                held = [(one.dip_low or 0) <= truth <= (one.dip_high or 0) for one in found]
                yield {
                    "workload": "pulling", "ends": at, "people": people, "treated": treated,
                    "planted": name, "companies": count,
                    "pulled": round(fmean(one.kind == "pulled" for one in found), 4),
                    "heavier": round(fmean(one.low > 0 for one in found), 4),
                    "dip": round(truth, 3), "dip_coverage": round(fmean(held), 4),
                    "cpu_seconds": round(process_time() - begun, 1),
                }  # fmt: skip


def main() -> int:
    """Print the lines; 1 where the promise is broken."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COMPANIES
    most, kept = 0.05 + 3 * sqrt(0.05 * 0.95 / count), True
    for line in lines(count):
        print(json.dumps(line), flush=True)
        kept = kept and (line["planted"] != "nothing" or float(str(line["pulled"])) <= most)
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
