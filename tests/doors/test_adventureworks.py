"""AdventureWorks in a workspace: quotas of quarters by person, moves respected, a year split."""

import csv
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client
from pyarrow import parquet

import salesops.ingest
from salesops.ingest.mapping import load
from salesops.metrics.question import Question, answer
from salesops.web.access import Owner, ledger_of
from salesops.web.imports.actions import import_file
from salesops.web.people.models import Position
from salesops.web.targets.actions.inputs import grow_tree, set_goal, weigh
from salesops.web.targets.actions.plans import draft_plan
from salesops.web.targets.models import Plan, Quota
from salesops.web.targets.working import worked
from salesops.web.workspace.actions import take_snapshot
from tests.doors.shell import run

pytestmark = [pytest.mark.django_db, pytest.mark.requires("data")]
EXAMPLES = Path(salesops.ingest.__file__).parent / "examples" / "adventureworks_oltp"
MOVED_ON = date(2023, 11, 30)


@pytest.fixture
def adventure(home, data):
    """Regions, people, where they have been, and 163 quotas."""
    Quota.objects.all().delete()
    for table, mapping, file in (
        ("regions", "regions", "SalesTerritory"), ("people", "people", "SalesPerson"),
        ("people", "people_history", "SalesTerritoryHistory"),
        ("quotas", "quotas", "SalesPersonQuotaHistory"),
    ):  # fmt: skip
        source = data / "adventureworks_oltp" / f"{file}.csv"
        import_file(
            actor=Owner(), table=table, source=source, mapping=load(EXAMPLES / f"{mapping}.toml")
        )
    return data / "adventureworks_oltp" / "SalesPersonQuotaHistory.csv"


def quotas(file):
    """By person, the first day and amount of every quota, oldest first."""
    found = defaultdict(list)
    for row in csv.reader(file.read_text("utf-8").splitlines(), delimiter="\t"):
        found[row[0]].append((row[1][:10], Decimal(row[2])))
    return {person: sorted(said) for person, said in found.items()}


def test_every_quarter_of_every_person_is_tracked_and_a_move_takes_the_quota_along(
    adventure, token
):
    take_snapshot(actor=Owner(), as_of=date(2025, 5, 31))
    keys, said = token("olga", "read"), quotas(adventure)
    query = {"by": "people.person_id", "until": "2025-05"}
    nodes = Client().get("/api/v1/tracking", query, headers=keys).json()["nodes"]
    told = {
        node["node"]: [(m["starts_on"], Decimal(m["target"])) for m in node["months"]]
        for node in nodes
    }
    assert told == said and sum(map(len, told.values())) == 163
    asked = Question(("quota",), ("regions.region_id",), (("people.person_id", ("275",)),))
    rows = answer(ledger_of(Owner()), asked).rows
    by_region = {row["regions.region_id"]: row["quota"] for row in rows}
    before = sum(a for day, a in said["275"] if date.fromisoformat(day) < MOVED_ON)
    assert by_region == {"2": before, "3": sum(a for _, a in said["275"]) - before}


def held(folder):
    """By territory who held it from when to before when."""
    found = defaultdict(list)
    text = (folder / "SalesTerritoryHistory.csv").read_text("utf-8")
    for person, region, first, last, *_ in csv.reader(text.splitlines(), delimiter="\t"):
        until = date.fromisoformat(last[:10]) + timedelta(1) if last else date.max
        found[region].append((person, date.fromisoformat(first[:10]), until))
    return found


def in_three(day):
    """Three months later, at most the month's last day."""
    year, month = day.year + (day.month + 2) // 12, (day.month + 2) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def earned(data, starts):
    """What the rule credits, line by line and exactly: by person, and by person and quarter.

    A quota runs for three months from its day, so that 28 February 2024 lies in two of them.
    """
    lines = parquet.read_table(data / "adventureworks_dw" / "InternetSales.parquet").to_pylist()
    holders, whole, quarters = held(data / "adventureworks_oltp"), Counter(), Counter()
    for line in lines:
        day = date.fromisoformat(line["OrderDate"][:10]) + timedelta(4170)
        amount, spans = Fraction(line["SalesAmount"]), holders[line["SalesTerritoryKey"]]
        credited = [person for person, first, until in spans if first <= day < until] or [None]
        for person in credited:
            whole[person] += amount / len(credited)
            for start in starts.get(person, ()):
                if start <= day < in_three(start):
                    quarters[person, start] += amount / len(credited)
    return whole, quarters


def test_internet_orders_credited_by_territory_make_attainment_by_person_and_quarter(
    adventure, data, tmp_path, token
):
    made = tmp_path / "credited.csv"
    written = run(
        "credit", data / "adventureworks_dw" / "InternetSales.parquet",
        data / "adventureworks_oltp" / "SalesTerritoryHistory.csv", "-o", made,
        "--mapping", EXAMPLES / "internet_orders.toml",
        "--holders-mapping", EXAMPLES / "people_history.toml",
    )  # fmt: skip
    assert written.code == 0 and "29358677.2207" in written.err
    import_file(actor=Owner(), table="orders", source=made, mapping=None)
    take_snapshot(actor=Owner(), as_of=date(2025, 8, 31))
    internet = (("orders.channel", ("Internet",)),)
    asked = Question(("net_revenue",), ("people.person_id",), internet)
    rows = answer(ledger_of(Owner()), asked).rows
    sold = {row["people.person_id"]: Fraction(row["net_revenue"]) for row in rows}
    starts = {p: [date.fromisoformat(day) for day, _ in q] for p, q in quotas(adventure).items()}
    whole, quarters = earned(data, starts)
    # Credited and uncredited together are all sales, and nothing is lost in sharing.
    assert sum(sold.values()) == sum(whole.values()) == Fraction("29358677.2207")
    assert sold[None] == whole[None] == Fraction("6739639.8754")
    nodes = tracked(token)
    off = {at: nodes[at[0]][at[1]] - amount for at, amount in quarters.items()}
    assert len(off) == 113 and max(map(abs, off.values())) < Fraction("0.005")
    # 280 hands the Northwest over to 284 on 30 September 2023, a month into the quarter; 283
    # holds half of it all the time.
    moved = [round(float(nodes[p][date(2023, 8, 30)]), 2) for p in ("280", "284", "283")]
    assert moved == [13962.67, 50152.93, 64115.61]


def tracked(token):
    """By person and first day of the quarter what tracking says was sold."""
    query = {"by": "people.person_id", "until": "2025-05"}
    answered = Client().get("/api/v1/tracking", query, headers=token("olga", "read")).json()
    return {
        node["node"]: {
            date.fromisoformat(m["starts_on"]): Fraction(m["actual"]) for m in node["months"]
        }
        for node in answered["nodes"]
    }


def test_next_year_is_split_by_region_where_nobody_has_a_team_and_a_number_is_explained(
    adventure, signed_in, user, home, monkeypatch
):
    Position.objects.exclude(team=None).delete()
    olga = user("olga")
    draft_plan(actor=olga, plan_id="FY26", name="FY26", starts_on=date(2025, 7, 1))
    values = {"amount": Decimal("50000000.01"), "unit": Decimal("0.01"), "currency": "USD",
              "weights": {"ramped_heads": 1}}  # fmt: skip
    set_goal(actor=olga, plan_id="FY26", metric="net_revenue", values=values)
    grow_tree(actor=olga, plan_id="FY26")
    weigh(actor=olga, plan_id="FY26")
    plan = Plan.objects.get(pk="FY26")
    people = plan.nodes.filter(kind="person")
    # Of the 17 one has had no territory since 2023.
    assert people.count() == 16
    assert people.get(key="275").parent_key == "3"
    assert plan.nodes.filter(kind="region").count() == 10
    found = worked(plan.goals.get())
    assert (
        sum(found.target(key) for key in people.values_list("key", flat=True)) == values["amount"]
    )
    page = signed_in("olga").get("/targets/FY26/node", {"key": "275"}).content.decode()
    assert f"{found.target('275').normalize():,f}" in page and "Central" in page
    monkeypatch.setenv("SALESOPS_HOME", str(home))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")
    told = run("plans", "explain", "FY26", "275").out
    assert "Of Central" in told and f"Target: {found.target('275').normalize():f}" in told
