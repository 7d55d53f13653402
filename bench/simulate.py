"""Simulate 10,000 years of 1,000 people: how much over writing the loop by hand.

    python bench/simulate.py 1000

Prints one line of JSON a number of people. The peer is what a person would write with numpy and
pandas in a notebook: one year at a time, a frame of people, sums by team and company.
"""

import json
import sys
from decimal import Decimal
from time import perf_counter

import numpy as np
import pandas as pd

from salesops.planning.achievability import YEARS, PayCurve, Sliders, outlook
from salesops.planning.seats import Organisation, Seat, organisation

PROMISED_SECONDS = 2.0
TEAM = 10
SHOCK, LUCK = 0.08, 0.35
HAND_YEARS = 500


def company(people: int) -> Organisation:
    """Teams of ten in regions of ten teams, everybody with a year of twelve equal months."""
    teams, regions = -(-people // TEAM), -(-people // TEAM**2)
    parents: dict[str, str | None] = {"company": None}
    parents |= {f"r{n}": "company" for n in range(regions)}
    parents |= {f"t{n}": f"r{n // TEAM}" for n in range(teams)}
    seats = [
        Seat(
            f"s{n}", f"t{n // TEAM}", Decimal(1_200_000), (1e5 + n % 7 * 1e3,) * 12, LUCK,
            potential=float(n % 97), incentive=60_000.0,
        )
        for n in range(people)
    ]  # fmt: skip
    return organisation(parents, seats)


def by_hand(people: int, years: int) -> tuple[float, float]:
    """P(company) and the mean pay-out, one simulated year after the other."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"team": np.arange(people) // TEAM, "target": 1.2e6})
    means = 12 * (1e5 + np.arange(people) % 7 * 1e3)
    pay = PayCurve()
    made, paid = [], []
    for _ in range(years):
        shock = np.exp(SHOCK * rng.standard_normal() - SHOCK**2 / 2)
        luck = np.exp(LUCK * rng.standard_normal(people) - LUCK**2 / 2)
        frame["sales"] = means * shock * luck
        teams = frame.groupby("team")[["sales", "target"]].sum()
        made.append(teams["sales"].sum() >= teams["target"].sum())
        attained = (frame["sales"] / frame["target"]).to_numpy(np.float32)
        paid.append(float(pay(attained).sum()) * 60_000)
    return float(np.mean(made)), float(np.mean(paid))


def measured(people: int) -> dict[str, object]:
    """Both in the same process; the loop is timed on fewer years and scaled, which is linear."""
    org = company(people)
    started = perf_counter()
    found = outlook(org, Sliders(shock_spread=SHOCK), np.random.default_rng(1))
    ours = perf_counter() - started
    started = perf_counter()
    chance, _ = by_hand(people, HAND_YEARS)
    hand = (perf_counter() - started) * YEARS / HAND_YEARS
    return {
        "workload": "simulate",
        "people": people,
        "years": YEARS,
        "seconds": round(ours, 3),
        "promised_seconds": PROMISED_SECONDS if people <= 1_000 else None,
        "by_hand_seconds": round(hand, 2),
        "ratio": round(ours / hand, 4),
        "company_chance": round(found.chances["company"], 4),
        "by_hand_company_chance": round(chance, 4),
    }


def main() -> int:
    """Every size in turn; 1 when one took longer than promised."""
    missed = False
    for people in map(int, sys.argv[1:] or ["1000"]):
        line = measured(people)
        print(json.dumps(line))
        promised = line["promised_seconds"]
        missed |= promised is not None and float(str(line["seconds"])) > PROMISED_SECONDS
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
