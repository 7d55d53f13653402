"""Real servers on this machine that a test starts: they remember what they were sent."""

import json
import queue
import socketserver
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict:
        return json.loads(self.body)


@dataclass
class Receiver:
    """A web server that answers with these statuses in turn, the last for ever."""

    statuses: Sequence[int] = (200,)
    answer: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    wait_for: threading.Event | None = None
    got: list[Got] = field(default_factory=list)
    arrivals: "queue.Queue[Got]" = field(default_factory=queue.Queue)
    url: str = ""

    def status(self) -> int:
        return self.statuses[min(len(self.got), len(self.statuses)) - 1]


@contextmanager
def receiving(**given: object) -> Iterator[Receiver]:
    """A web server for as long as the test needs it."""
    receiver = Receiver(**given)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            one = Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            receiver.got.append(one)
            receiver.arrivals.put(one)
            if receiver.wait_for:
                receiver.wait_for.wait(30)
            try:
                self.send_response(receiver.status())
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(receiver.answer)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook?key=abcdefgh1234"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield receiver
        finally:
            if receiver.wait_for:
                receiver.wait_for.set()
            server.shutdown()
            thread.join()


@contextmanager
def mail_server(answer: Callable[[str], str] | None = None) -> Iterator[tuple[str, list[str]]]:
    """A mail server: its address, and the mails it was given, whole.

    `answer` may say something other than 250 to a command.
    """
    mails: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                said = answer(verb) if answer else ""
                if said:
                    self._say(said)
                elif verb == "QUIT":
                    return self._say("221 bye")
                elif verb == "DATA":
                    self._say("354 go on")
                    mails.append(self._letter())
                    self._say("250 kept")
                else:
                    self._say("250 fine")
            return None

        def _letter(self) -> str:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            return b"".join(lines).decode()

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}", mails
        finally:
            server.shutdown()
            thread.join()
