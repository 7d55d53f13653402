"""So many people at once, each asking again as soon as the last answer is there.

What asks runs on the same two cores as what answers, so it does no more than it must: Python's
own client spends more on an answer's headers than our server on a record.
"""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles


@dataclass(frozen=True)
class Ask:
    """One request: what a workload sends, made anew for each time it is sent."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


Make = Callable[[int], Ask]
"""The n-th request of a workload."""


@dataclass(frozen=True)
class Load:
    """What came of one workload."""

    requests: int
    seconds: float
    latencies: Sequence[float]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds

    def percentile(self, share: int) -> float:
        """The milliseconds within which this percentage of the answers came."""
        return quantiles(self.latencies, n=100)[share - 1] * 1000


def load(
    port: int, make: Make, requests: int, users: int, first: int = 1, seconds: float = 0
) -> Load:
    """Send so many requests from so many users, and go on until so many seconds have passed.

    An answer that is no success ends it.
    """
    counter = count(first)
    turn = threading.Lock()
    latencies: list[float] = []
    failures: list[Exception] = []

    def user() -> None:
        line = Line(port)
        while not failures:
            with turn:
                number = next(counter)
            sent = time.perf_counter()
            if number >= first + requests and sent - begun >= seconds:
                break
            try:
                _answered(line, make(number))
            except (OSError, RuntimeError) as error:
                failures.append(error)
                break
            latencies.append(time.perf_counter() - sent)
        line.close()

    begun = time.perf_counter()
    threads = [threading.Thread(target=user) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Load(len(latencies), time.perf_counter() - begun, latencies)


def ask(port: int, request: Ask) -> bytes:
    """The body of one answer, by itself."""
    return reply(port, request).body


def reply(port: int, request: Ask) -> "Reply":
    """One answer, by itself; a redirect is one too."""
    line = Line(port)
    try:
        return _answered(line, request, redirects=True)
    finally:
        line.close()


@dataclass(frozen=True)
class Reply:
    """An answer and its headers."""

    status: int
    body: bytes
    headers: Sequence[tuple[str, str]]


class Line:
    """A connection that is kept for the next request, as long as the server keeps it."""

    SECONDS, AT_ONCE = 120, 65_536

    def __init__(self, port: int) -> None:
        self.port = port
        self.bound: socket.socket | None = None

    def close(self) -> None:
        """Hang up."""
        if self.bound is not None:
            self.bound.close()
        self.bound = None

    def asked(self, request: Ask) -> Reply:
        """The answer, of a length it says or in chunks. Raises OSError, or RuntimeError."""
        if self.bound is None:
            self.bound = socket.create_connection(("127.0.0.1", self.port), self.SECONDS)
            self.bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bound.sendall(_sent(request, self.port))
        head, _, body = self._until(self.bound, b"", b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = [(name, value.strip()) for name, _, value in (one.partition(":") for one in rest)]
        named = {name.lower(): value for name, value in headers}
        if named.get("transfer-encoding", "").lower() == "chunked":
            whole = self._chunks(self.bound, body)
        elif "content-length" in named:
            whole = self._whole(self.bound, body, int(named["content-length"]))
        else:
            raise RuntimeError(f"{request.path}: an answer of unknown length")
        if named.get("connection", "").lower() == "close":
            self.close()
        return Reply(int(first.split(" ", 2)[1]), whole, headers)

    def _until(self, bound: socket.socket, held: bytes, end: bytes) -> tuple[bytes, bytes, bytes]:
        while end not in held:
            held += _more(bound, self.AT_ONCE)
        return held.partition(end)

    def _chunks(self, bound: socket.socket, held: bytes) -> bytes:
        parts: list[bytes] = []
        while True:
            size, _, held = self._until(bound, held, b"\r\n")
            length = int(size.partition(b";")[0], 16)
            while len(held) < length + 2:
                held += _more(bound, self.AT_ONCE)
            if length == 0:
                return b"".join(parts)
            parts.append(held[:length])
            held = held[length + 2 :]

    def _whole(self, bound: socket.socket, begun: bytes, length: int) -> bytes:
        parts, rest = [begun], length - len(begun)
        while rest > 0:
            parts.append(_more(bound, self.AT_ONCE))
            rest -= len(parts[-1])
        return b"".join(parts)


def _more(bound: socket.socket, most: int) -> bytes:
    found = bound.recv(most)
    if not found:
        raise ConnectionError("the server hung up")
    return found


def _sent(request: Ask, port: int) -> bytes:
    body = request.body or b""
    lines = [f"{request.method} {request.path} HTTP/1.1", f"Host: 127.0.0.1:{port}",
             *(f"{name}: {value}" for name, value in request.headers.items())]  # fmt: skip
    if request.method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _answered(line: Line, request: Ask, *, redirects: bool = False) -> Reply:
    reply = line.asked(request)
    refused = reply.status >= (400 if redirects else 300)
    if refused or b'"error"' in reply.body[:200]:
        told = reply.body[:500].decode(errors="replace")
        raise RuntimeError(f"{request.method} {request.path}: {reply.status} {told}")
    return reply
