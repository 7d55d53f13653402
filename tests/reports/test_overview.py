"""The home page's sentence names the same source of a gap as the monthly report does."""

from salesops.kernel.period import period
from salesops.ledger.ledger import Ledger
from salesops.reports.document import Document, Sentence
from salesops.reports.overview import overview


def test_home_and_report_name_the_same_source(ledger: Ledger, october: dict[str, Document]) -> None:
    said = next(block.text for block in october["zh"].blocks if isinstance(block, Sentence))
    assert "主要来自" in said
    home = overview(ledger, period("2025-10")).sentence
    assert home.partition("主要来自")[2] == said.partition("主要来自")[2]


def test_a_gap_spread_over_region_and_line_is_told_by_one_of_them(ledger: Ledger) -> None:
    assert "来源分散" not in overview(ledger, period("2025-10")).sentence
