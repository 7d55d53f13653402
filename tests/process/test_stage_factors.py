"""What was known of a deal on entering a stage: counted where recorded, stood in for where not."""

from datetime import UTC, date, datetime
from pathlib import Path

from salesops.ledger import Ledger
from salesops.ledger.engines import duckdb_engine
from salesops.process.by_version import fittings
from salesops.process.moves import Sample
from salesops.process.stage_factors import deal_stages
from tests.spec.worlds import tables, written

WORLD = """
deals
deal_id | stage | status | created_on | closed_on
a | Won | won | 2026-01-01 | 2026-01-20
b | Won | won | 2026-01-01 | 2026-01-20
c | Lost | lost | 2026-01-01 | 2026-01-20

steps
case_id | case_kind | sequence | to_stage | entered_on | entered_at | left_at | fits | process_version
a | deal | 1 | Talks | 2026-01-01 | 2026-01-01 | 2026-01-10 | true | v1
a | deal | 2 | Offer | 2026-01-10 | 2026-01-10 | 2026-01-20 | true | v1
a | deal | 3 | Won | 2026-01-20 | 2026-01-20 | | true | v1
b | deal | 1 | Talks | 2026-01-01 | 2026-01-01 | 2026-01-10 | true | v1
b | deal | 2 | Offer | 2026-01-10 | 2026-01-10 | 2026-01-20 | true | v1
b | deal | 3 | Won | 2026-01-20 | 2026-01-20 | | true | v1
c | deal | 1 | Talks | 2026-01-01 | 2026-01-01 | 2026-01-10 | true | v2
c | deal | 2 | Offer | 2026-01-10 | 2026-01-10 | 2026-01-20 | false | v2
c | deal | 3 | Lost | 2026-01-20 | 2026-01-20 | | true | v2

activities
activity_id | happened_on | kind | deal_id | contact_id
1 | 2026-01-02 | call | a | k1
2 | 2026-01-03 | call | a | k2
3 | 2026-01-12 | call | a | k3
4 | 2026-01-02 | visit | b | k1
5 | 2026-01-02 | visit | c |

deal_changes
deal_id | changed_on | changed_at | amount_before | amount_after
a | 2026-01-05 | 2026-01-05 | 10 | 12
b | 2026-01-15 | 2026-01-15 | 10 | 12
"""  # noqa: E501 - a table is read by its lines


def opened(folder: Path) -> Ledger:
    engine = duckdb_engine(written(tables(WORLD), folder))
    taken_at = datetime(2026, 6, 1, tzinfo=UTC)
    return Ledger(engine.tables, engine, None, "x", date(2026, 5, 31), taken_at, "CNY")


def test_people_and_raised_offers_are_counted_where_recorded_and_stood_in_for_where_not(
    tmp_path: Path,
) -> None:
    _talks, offer = deal_stages(opened(tmp_path), ("Talks", "Offer", "Won"), ("Lost",))
    known = {}
    for cell in offer.cells:
        factors = dict(cell.factors)
        known[factors["many"], factors["met"]] = (factors["requoted"], cell.won, cell.lost)
    assert known == {
        # Two people before the offer, the third only after it; the amount was raised before it.
        (True, None): (True, 1, 0),
        # One person; its amount was raised only after it had entered.
        (False, None): (False, 1, 0),
        # With whom the visit was is not noted, so that they met stands in.
        (None, True): (False, 0, 1),
    }


def test_groups_are_told_by_the_version_each_case_goes_by(tmp_path: Path) -> None:
    found = fittings(opened(tmp_path), Sample("deal"), "steps.process_version")
    assert [(one.name, one.fitting, one.cases) for one in found] == [("v2", 0, 1), ("v1", 2, 2)]
