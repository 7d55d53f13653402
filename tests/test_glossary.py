"""The glossary names everything the ledger holds, once, in both languages."""

from collections import Counter
from pathlib import Path

from salesops.kernel.glossary import definition, find, label, parse, terms
from salesops.ledger.schema import TABLES

GLOSSARY = Path(__file__).parents[1] / "GLOSSARY.md"


def test_every_ledger_table_stands_in_the_glossary() -> None:
    assert [name for name in TABLES if terms().get(name) is None] == []


def test_every_column_of_the_ledger_has_a_name_people_use() -> None:
    columns = [f"{table.name}.{column}" for table in TABLES.values() for column in table.columns]
    assert [column for column in columns if find(column) is None] == []


def test_every_metric_and_every_unit_stands_in_the_glossary() -> None:
    from salesops.metrics import METRICS

    assert [name for name in METRICS if terms().get(name) is None] == []
    units = {metric.unit for metric in METRICS.values()}
    assert [unit for unit in units if terms().get(unit) is None] == []


def test_everything_that_may_be_imported_stands_in_the_glossary() -> None:
    from salesops.ingest.intake import INTAKES

    names = [
        name
        for intake in INTAKES.values()
        for name in (intake.table, *(f"{intake.table}.{field}" for field in intake.names))
    ]
    assert [name for name in names if find(name) is None] == []


def test_no_name_is_defined_twice() -> None:
    names = Counter(term.name for term in parse(GLOSSARY.read_text(encoding="utf-8")))
    assert [name for name, times in names.items() if times > 1] == []


def test_every_term_has_both_names_and_both_sentences() -> None:
    for term in terms().values():
        assert term.en and term.zh, term.name
        assert term.definition_en.endswith("."), term.name
        assert term.definition_zh.endswith("。"), term.name


def test_a_column_without_its_own_row_goes_by_its_bare_name() -> None:
    assert label("regions.name", "zh") == "区域"
    assert label("receipts.account_id", "en") == label("account_id", "en") == "Customer id"


def test_an_unknown_name_is_its_own_label_and_has_no_definition() -> None:
    assert label("regions.nothing_of_the_kind", "zh") == "regions.nothing_of_the_kind"
    assert definition("nothing_of_the_kind", "en") == ""
