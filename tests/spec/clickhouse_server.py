"""ClickHouse over HTTP: a server that exists, filled for a spec, or chdb behind the same door."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa

from salesops.ledger.engines import ClickHouseEngine, _clickhouse_type, clickhouse_engine
from salesops.ledger.schema import TABLES

FORMAT = re.compile(r"\s+FORMAT\s+(\w+)\s*$", re.IGNORECASE)
# Of the transport, or of who asks: not settings of a query.
NOT_SETTINGS = {
    "query", "database", "user", "password", "session_id", "query_id", "client_protocol_version",
    "compress", "decompress", "enable_http_compression", "wait_end_of_query", "role",
    "send_progress_in_http_headers", "http_headers_progress_interval_ms",
    "cancel_http_readonly_queries_on_client_close",
}  # fmt: skip


ROWS_AT_ONCE = 500


def filled(url: str, world: Mapping[str, pa.Table]) -> ClickHouseEngine:
    """The server's database with exactly these tables; what it held under their names is gone."""
    engine = clickhouse_engine(url)
    for name, table in TABLES.items():
        columns = ", ".join(f"`{c}` {_clickhouse_type(table, c)}" for c in table.columns)
        engine.client.command(f"CREATE OR REPLACE TABLE `{name}` ({columns}) ENGINE = Memory")
        rows = world[name].to_pylist() if name in world else []
        said = [f"({', '.join(_literal(row[c]) for c in table.columns)})" for row in rows]
        for at in range(0, len(said), ROWS_AT_ONCE):
            some = ", ".join(said[at : at + ROWS_AT_ONCE])
            engine.client.command(f"INSERT INTO `{name}` VALUES {some}")
    return engine


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str | datetime | date):
        text = str(value).replace("\\", "\\\\").replace("'", "\\'")
        return f"'{text}'"
    return str(value)


@contextmanager
def serving(session: Any) -> Iterator[str]:
    """The address of a server that answers with what the chdb session answers."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _answer(self, body: bytes) -> None:
            params = dict(parse_qsl(urlsplit(self.path).query))
            text = params.get("query", "") + body.decode()
            found = FORMAT.search(text)
            settings = ", ".join(f"{k} = {v!r}" for k, v in params.items() if k not in NOT_SETTINGS)
            asked = FORMAT.sub("", text)
            if settings and not text.startswith("INSERT"):
                asked += f" SETTINGS {settings}"
            answer = session.query(asked, found[1] if found else "TabSeparated").bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """A test needs no access log."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"clickhouse+http://default@127.0.0.1:{server.server_port}/ledger"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
