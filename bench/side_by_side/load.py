"""So many people at once, each asking again as soon as the last answer is there."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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


def load(port: int, make: Make, requests: int, users: int, first: int = 1) -> Load:
    """Send so many requests from so many users; an answer that is no success ends it."""
    counter = iter(range(first, first + requests))
    turn = threading.Lock()
    latencies: list[float] = []
    failures: list[Exception] = []

    def user() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while not failures:
            with turn:
                number = next(counter, None)
            if number is None:
                break
            begun = time.perf_counter()
            try:
                _answered(connection, make(number))
            except (OSError, http.client.HTTPException, RuntimeError) as error:
                failures.append(error)
                break
            latencies.append(time.perf_counter() - begun)
        connection.close()

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
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        return _answered(connection, request, redirects=True)
    finally:
        connection.close()


@dataclass(frozen=True)
class Reply:
    """An answer and its headers."""

    body: bytes
    headers: Sequence[tuple[str, str]]


def _answered(
    connection: http.client.HTTPConnection, request: Ask, *, redirects: bool = False
) -> Reply:
    connection.request(request.method, request.path, request.body, request.headers)
    response = connection.getresponse()
    body = response.read()
    refused = response.status >= (400 if redirects else 300)
    if refused or b'"error"' in body[:200]:
        told = body[:500].decode(errors="replace")
        raise RuntimeError(f"{request.method} {request.path}: {response.status} {told}")
    return Reply(body, response.getheaders())
