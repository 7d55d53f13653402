"""An index of every three characters in a row, by which words are found inside of names.

The database keeps it by itself, whoever writes. It only says where to look: a record is found
when its text holds the word, with the index or without. Characters are written as the hex digits
of their UTF-8, so that no database's idea of words, cases or alphabets matters; a word of one or
two characters is the beginning of some that are three.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Model, TextField
from django.db.models.lookups import Contains

LENGTH, MOST, LONGEST = 3, 20, 4_000
FIRST = ("crm_account", "crm_lead", "crm_deal")
"""The tables whose `search_text` was indexed first."""

NAMED = (*FIRST, "crm_contact")
"""Those whose names and numbers are indexed."""

TOLD = ("crm_activity", "crm_task", "crm_note")
"""Those in which people say something."""

TABLES = (*NAMED, *TOLD)
"""The tables whose `search_text` is indexed."""

SQLITE_GRAMS = """(SELECT group_concat(hex(substr({row}.search_text, n, 3)), ' ')
FROM grams_places WHERE n <= length({row}.search_text))"""
SQLITE = (
    """
CREATE VIRTUAL TABLE grams_{table} USING fts5(grams, content='', detail=none, tokenize='ascii')
""",
    """
CREATE TRIGGER grams_{table}_made AFTER INSERT ON {table}
WHEN NOT EXISTS (SELECT 1 FROM grams_held) BEGIN
INSERT INTO grams_{table} (rowid, grams) VALUES (new.rowid, {new});
END
""",
    """
CREATE TRIGGER grams_{table}_gone AFTER DELETE ON {table} BEGIN
INSERT INTO grams_{table} (grams_{table}, rowid, grams) VALUES ('delete', old.rowid, {old});
END
""",
    """
CREATE TRIGGER grams_{table}_changed AFTER UPDATE OF search_text ON {table}
WHEN old.search_text <> new.search_text BEGIN
INSERT INTO grams_{table} (grams_{table}, rowid, grams) VALUES ('delete', old.rowid, {old});
INSERT INTO grams_{table} (rowid, grams) VALUES (new.rowid, {new});
END
""",
    "INSERT INTO grams_{table} (rowid, grams) SELECT rowid, {every} FROM {table}",
)
SINCE = " WHERE rowid > %s"
# Dear, so that a row is asked for its text first.
POSTGRESQL_GRAMS = """
CREATE FUNCTION salesops_grams(found text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
SELECT array_to_tsvector(coalesce(array_agg(
    encode(convert_to(substr(found, n, 3), 'UTF8'), 'hex')), '{}'))
FROM generate_series(1, length(found)) n $$
"""
POSTGRESQL = "CREATE INDEX grams_{table} ON {table} USING gin (salesops_grams(search_text))"


SOON = "ALTER INDEX grams_{table} SET (gin_pending_list_limit = 256)"
"""PostgreSQL puts new rows aside, and every search reads all of them: not 4 MB, as is its way."""


def build(_apps: Any, schema_editor: Any, tables: Sequence[str] = TABLES) -> None:
    """Make the index anew. A migration that has SQLite make one of the tables anew ends so."""
    clear(_apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_GRAMS, params=None)
        for table in tables:
            schema_editor.execute(POSTGRESQL.format(table=table))
        hasten(_apps, schema_editor, tables)
        return
    schema_editor.execute("CREATE TABLE grams_held (held integer)")
    schema_editor.execute("CREATE TABLE grams_places (n integer PRIMARY KEY)")
    _index(schema_editor, tables)


def extend(_apps: Any, schema_editor: Any, tables: Sequence[str]) -> None:
    """Have more tables indexed, beside those that are."""
    if schema_editor.connection.vendor == "postgresql":
        for table in tables:
            schema_editor.execute(POSTGRESQL.format(table=table))
        hasten(_apps, schema_editor, tables)
        return
    _index(schema_editor, tables)


def _index(schema_editor: Any, tables: Sequence[str]) -> None:
    places = ", ".join(f"({n})" for n in range(1, LONGEST + 1))
    schema_editor.execute(f"INSERT OR IGNORE INTO grams_places (n) VALUES {places}")  # noqa: S608 - numbers
    for table in tables:
        rows = {"new": "new", "old": "old", "every": table}
        of = {name: SQLITE_GRAMS.format(row=row) for name, row in rows.items()}
        for statement in SQLITE:
            schema_editor.execute(statement.format(table=table, **of), params=None)


def hasten(_apps: Any, schema_editor: Any, tables: Sequence[str] = TABLES) -> None:
    """Have new rows put into the index soon, and those that wait at once."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in tables:
        schema_editor.execute(SOON.format(table=table))
        schema_editor.execute(f"SELECT gin_clean_pending_list('grams_{table}')")


def clear(_apps: Any, schema_editor: Any) -> None:
    """Leave nothing of the index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS salesops_grams(text) CASCADE")
        return
    shrink(_apps, schema_editor, TABLES)
    schema_editor.execute("DROP TABLE IF EXISTS grams_places")
    schema_editor.execute("DROP TABLE IF EXISTS grams_held")


def shrink(_apps: Any, schema_editor: Any, tables: Sequence[str]) -> None:
    """Have these tables indexed no longer."""
    for table in tables:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS grams_{table}")
            continue
        for when in ("made", "gone", "changed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS grams_{table}_{when}")
        schema_editor.execute(f"DROP TABLE IF EXISTS grams_{table}")


@contextmanager
def together(table: str) -> Iterator[None]:
    """Index the rows that are inserted meanwhile all at once, inside the running transaction.

    One at a time SQLite writes its index to the file after every row, to be able to take one back:
    120,000 customers came in within 18 seconds instead of 22.
    """
    if connection.vendor != "sqlite" or table not in TABLES:
        yield
        return
    every = SQLITE_GRAMS.format(row=table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}")  # noqa: S608 - our own name
        last = cursor.fetchone()[0]
        cursor.execute("INSERT INTO grams_held (held) VALUES (1)")
        yield
        cursor.execute(SQLITE[-1].format(table=table, every=every) + SINCE, [last])
        cursor.execute("DELETE FROM grams_held")


def grams(word: str) -> Sequence[str]:
    """What every text that holds the word is indexed under; not more than are worth looking up."""
    ends = range(LENGTH, len(word) + 1)
    return list(dict.fromkeys(_hex(word[end - LENGTH : end]) for end in ends))[:MOST]


def _hex(text: str) -> str:
    return text.encode().hex()


def _asked(word: str, both: str, beginning: str) -> str:
    """The word as a question to a full-text index."""
    return both.join(grams(word)) or _hex(word) + beginning


def holding(model: type[Model], words: Sequence[str], most: int) -> list[str]:
    """The ids of some records whose texts hold all the words, at most so many.

    As `search_text__holds` finds them, by SQL that is made once; the database plans it for the
    words, for it matters how often they are met.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _holding(model, len(words), most), [text for word in words for text in _sought(word)]
        )
        return [row[0] for row in cursor.fetchall()]


@cache
def _holding(model: type[Model], count: int, most: int) -> str:
    found = model._default_manager.order_by()  # noqa: SLF001 - Django documents it
    for place in range(count):
        found = found.filter(search_text__holds=f"word {place}")
    sql, _params = found.values("pk")[:most].query.sql_with_params()
    return sql


def _sought(word: str) -> tuple[str, str]:
    """What stands in the two places `holds` has for a word."""
    both, beginning = (" & ", ":*") if connection.vendor == "postgresql" else (" ", "*")
    return _asked(word, both, beginning), f"%{connection.ops.prep_for_like_query(word)}%"


@TextField.register_lookup
@CharField.register_lookup
class Holds(Contains):
    """`search_text__holds`: as `contains`, with the index; only for the texts of TABLES."""

    lookup_name = "holds"

    def as_sqlite(self, compiler: Any, _connection: Any) -> tuple[str, list[Any]]:
        """Where to look, and whether the word is there."""
        table = f"grams_{self.lhs.target.model._meta.db_table}"  # noqa: SLF001 - Django documents it
        row = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.rowid"
        looked = f"{row} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"  # noqa: S608 - our own name
        return self._and_there(compiler, looked, _asked(self.rhs, " ", "*"))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Where to look, and whether the word is there."""
        text, _ = self.process_lhs(compiler, connection)
        looked = f"salesops_grams({text}) @@ %s::tsquery"
        return self._and_there(compiler, looked, _asked(self.rhs, " & ", ":*"))

    def _and_there(self, compiler: Any, looked: str, asked: str) -> tuple[str, list[Any]]:
        there, params = compiler.compile(Contains(self.lhs, self.rhs))
        return f"({looked} AND {there})", [asked, *params]
