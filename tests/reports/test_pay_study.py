"""A replay told to whoever may not see what each person is paid."""

from salesops.reports.document import Heading, Sentence
from salesops.reports.pay_study import replay_blocks
from salesops.reports.pen import Pen


def one(person: str, pay: str, before: str) -> dict[str, str]:
    return {"person": person, "name": person, "sold": "1000", "quota": "1000", "pay": pay,
            "before": before}  # fmt: skip


PEOPLE = [one("ann", "30", "20"), one("bo", "25", "20"), one("cy", "10", "20")]
RESULT = {
    "starts_on": "2025-12-01", "ends_before": "2026-01-01", "cost": "65", "cost_share": "0.02",
    "before": "60", "compared": "65", "people": PEOPLE, "problems": [],
}  # fmt: skip


def said(seen: set[str], **other: str) -> list[str]:
    found = replay_blocks({**RESULT, **other}, seen.__contains__, Pen("en", "CNY"))
    return [block.text for block in found if isinstance(block, Sentence | Heading)]


def test_how_many_gain_is_told_without_amounts_where_some_are_not_the_readers() -> None:
    assert said(set())[1] == said({"ann"})[1] == "2 people gain; 1 loses"
    assert said({"ann", "bo", "cy"})[1] == "2 people gain, ¥15 together; 1 loses, ¥10 together"


def test_the_days_replayed_are_called_a_year_only_where_they_are_one() -> None:
    assert said(set())[0].startswith("These days cost ¥65")
    assert said(set(), starts_on="2025-01-01")[0].startswith("The year costs ¥65")
