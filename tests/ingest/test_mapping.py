"""Mappings as people write them, as files guess them, and back."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import salesops.ingest
from salesops.ingest.guess import guess
from salesops.ingest.intake import INTAKES
from salesops.ingest.mapping import BadMapping, Rule, from_toml, load, to_toml
from salesops.ledger.schema import TABLES
from tests.ingest.conftest import BringIn, rows

EXAMPLES = sorted((Path(salesops.ingest.__file__).parent / "examples").rglob("*.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_an_example_survives_being_written_again(path: Path) -> None:
    mapping = load(path)
    assert from_toml(to_toml(mapping)) == mapping


def test_every_kind_of_rule_is_applied(bring_in: BringIn) -> None:
    toml = """table = "orders"
[source]
decimal = ","
[fields]
line_id = { join = ["nr", "pos"], with = "-" }
order_id = "nr"
booked_on = { column = "day", format = "%d.%m.%Y", add = "1 day" }
account_id = { column = "client", values = { "ACME " = "acme" }, default = "guest" }
quantity = { column = "qty", default = "1" }
net_amount = { multiply = ["qty", "price"] }
list_amount = { column = "thousands", scale = "1000" }
currency = { constant = "USD" }
channel = { column = "pos" }
"""
    text = (
        "nr;pos;day;client;qty;price;thousands\n"
        "7;1;03.04.2025;ACME ;3;1.234,50;1,5\n7;2;03.04.2025;;2;0,335;2\n"
    )
    first, second = rows(bring_in("orders", text, toml=toml))
    assert first["line_id"] == "7-1"
    assert str(first["booked_on"]) == "2025-04-04"
    assert (first["account_id"], second["account_id"]) == ("acme", "guest")
    assert (first["net_amount"], second["net_amount"]) == (Decimal("3703.5"), Decimal("0.67"))
    assert (first["list_amount"], first["currency"]) == (1500, "USD")


@pytest.mark.parametrize(
    "text",
    [
        "table = ",
        'table = "nothing"',
        'table = "orders"\n[fields]\nnothing = "a"',
        'table = "orders"\n[fields]\nline_id = 3',
        'table = "orders"\n[fields]\nline_id = { column = "a", constant = "b" }',
        'table = "orders"\n[fields]\nline_id = { join = "a" }',
        'table = "orders"\n[fields]\nline_id = { colum = "a" }',
        'table = "orders"\n[fields]\nnet_amount = { column = "a", scale = "x" }',
        'table = "orders"\n[fields]\nbooked_on = { column = "a", add = "soon" }',
        'table = "orders"\n[source]\nsheets = "a"',
        'table = "orders"\n[source]\nheader_row = "a"',
        'table = "orders"\n[source]\ndecimal = ";"',
        'table = "orders"\n[sources]\n',
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(text: str) -> None:
    with pytest.raises(BadMapping) as refusal:
        from_toml(text)
    assert str(refusal.value)


def test_headings_are_recognised_in_both_languages() -> None:
    zh = (
        "订单号",
        "行号",
        "下单日期",
        "客户编码",
        "产品编码",
        "销售员工号",
        "数量",
        "折后金额（万元）",
    )
    guessed = guess(INTAKES["orders"], zh, pl.DataFrame())
    assert guessed.fields["net_amount"] == Rule(column="折后金额（万元）", scale=Decimal(10_000))
    assert set(guessed.fields) >= {"order_id", "booked_on", "account_id", "product_id", "person_id"}
    en = ("SalesOrderNumber", "order_line_id", "Order Date", "CUSTOMER_ID", "qty", "Net Amount")
    guessed = guess(INTAKES["orders"], en, pl.DataFrame())
    assert {"line_id", "order_id", "booked_on", "account_id", "quantity", "net_amount"} == set(
        guessed.fields
    )


def test_the_first_rows_tell_the_order_of_day_and_month_and_the_decimal_mark() -> None:
    columns = ("order line id", "order id", "order date", "qty", "amount")
    sample = pl.DataFrame(
        [["L1", "A1", "03/04/2025", "1", "1.234,50"], ["L2", "A1", "25/04/2025", "1", "9,90"]],
        schema=columns, orient="row",
    )  # fmt: skip
    guessed = guess(INTAKES["orders"], columns, sample)
    assert guessed.fields["booked_on"].format == "%d/%m/%Y"
    assert guessed.source.decimal == ","


def test_every_column_is_used_once_and_required_names_are_distinct() -> None:
    for intake in INTAKES.values():
        for place in (0, -1):
            columns = tuple(dict.fromkeys(f.names[place] for f in intake.fields))
            guessed = guess(intake, columns, pl.DataFrame())
            used = [c for rule in guessed.fields.values() for c in rule.columns]
            assert len(set(used)) == len(used) or intake.table == "orders"


@pytest.mark.parametrize("intake", INTAKES.values(), ids=lambda i: i.table)
def test_what_is_taken_in_fits_the_ledger(intake: object) -> None:
    assert set(intake.key) <= set(intake.names)  # type: ignore[attr-defined]
    table = TABLES.get(intake.table)  # type: ignore[attr-defined]
    if table is not None:
        taken = {*intake.names, intake.derived}  # type: ignore[attr-defined]
        made = {"position_id", "is_return", "case_kind", "sequence"}
        required = {c for c in table.required if c not in made}
        assert required <= taken | {"happened_on"}
