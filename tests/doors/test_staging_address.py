"""The address under which a restore prepares its tables."""

from urllib.parse import parse_qsl, urlsplit

from salesops.web.administration.staging import SCHEMA, in_schema
from salesops.web.settings import _database


def test_the_prepared_tables_are_looked_up_in_a_schema_of_their_own():
    address = in_schema("postgresql://a:p%40ss@db.example:5433/sales?sslmode=require", SCHEMA)
    found = _database(address, None)
    assert (found["NAME"], found["PASSWORD"], found["PORT"]) == ("sales", "p@ss", "5433")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["options"].endswith(f" -c search_path={SCHEMA}")


def test_options_that_were_given_stay():
    address = in_schema("postgresql://db/sales?options=-c%20statement_timeout%3D5", SCHEMA)
    told = dict(parse_qsl(urlsplit(address).query))["options"]
    assert told == f"-c statement_timeout=5 -c search_path={SCHEMA}"
