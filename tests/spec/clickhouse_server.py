"""ClickHouse's HTTP interface in front of chdb: the adapter for servers, proved without one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

FORMAT = re.compile(r"\s+FORMAT\s+(\w+)\s*$", re.IGNORECASE)
# Of the transport, or of who asks: not settings of a query.
NOT_SETTINGS = {
    "query", "database", "user", "password", "session_id", "query_id", "client_protocol_version",
    "compress", "decompress", "enable_http_compression", "wait_end_of_query", "role",
    "send_progress_in_http_headers", "http_headers_progress_interval_ms",
    "cancel_http_readonly_queries_on_client_close",
}  # fmt: skip


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
            asked = FORMAT.sub("", text) + (f" SETTINGS {settings}" if settings else "")
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
