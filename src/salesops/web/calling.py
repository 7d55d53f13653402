"""One call to another system: to a checked address, for a bounded time, following nothing.

The name is looked up once and the connection made to the address that was checked, so a name
that answers differently the second time leads nowhere else.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from salesops.kernel.problem import Language, Problem
from salesops.selling.endpoints import (
    NO_ANSWER,
    NO_SUCH_HOST,
    NOBODY_THERE,
    PRIVATE_ADDRESS,
    is_public,
    url_fault,
)
from salesops.selling.hooks import Call

MOST_ANSWER = 16_384


@dataclass(frozen=True)
class Answer:
    """What came back: a status and some of the body, or why there was none.

    What was refused by us was never sent, and is not worth another try. A `fault` nobody foresaw
    is in the machine's own words, `missed` is one people are told in theirs.
    """

    status: int | None = None
    body: bytes = b""
    fault: str = ""
    refusal: Problem | None = None
    missed: Problem | None = None
    milliseconds: int = 0

    def said(self, language: Language) -> str:
        """Why nothing came back, or what did."""
        told = self.refusal or self.missed
        text = told.reason(language) if told else self.fault
        return text or self.body.decode(errors="replace")


def answer_to(call: Call, *, seconds: float, private: bool) -> Answer:
    """Make the call; it and its answer take no longer than that, however slowly they trickle."""
    refusal = url_fault(call.url)
    if refusal:
        return Answer(refusal=refusal)
    began = time.monotonic()
    try:
        found = _called(call, seconds, private)
    except (OSError, HTTPException, ValueError) as error:
        is_late = time.monotonic() - began >= seconds
        found = _late(seconds) if is_late else _missed(error, urlsplit(call.url).netloc)
    return replace(found, milliseconds=int((time.monotonic() - began) * 1000))


def _late(seconds: float) -> Answer:
    return Answer(missed=Problem(NO_ANSWER, values={"seconds": round(seconds)}))


def _missed(error: Exception, where: str) -> Answer:
    for kind, wording in ((ConnectionRefusedError, NOBODY_THERE), (socket.gaierror, NO_SUCH_HOST)):
        if isinstance(error, kind):
            return Answer(missed=Problem(wording, values={"value": where}))
    return Answer(fault=f"{type(error).__name__}: {error}"[:300])


def _called(call: Call, seconds: float, private: bool) -> Answer:
    parts = urlsplit(call.url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    places = _places(host, port)
    allowed = [place for place in places if private or is_public(place[4][0])]
    if not allowed:
        return Answer(refusal=Problem(PRIVATE_ADDRESS, values={"value": host}))
    with _connected(allowed[0], host, seconds, secure=parts.scheme == "https") as bound:
        connection = HTTPConnection(host, port, timeout=seconds)
        connection.sock = bound
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        headers = {"User-Agent": "SalesOps", "Connection": "close", **call.headers}
        connection.request("POST", path, body=call.body, headers=headers)
        with connection.getresponse() as response:
            return Answer(response.status, response.read(MOST_ANSWER))


def _places(host: str, port: int) -> list[tuple]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror(f"no such host: {host}") from error


@contextmanager
def _connected(place: tuple, host: str, seconds: float, *, secure: bool) -> Iterator[socket.socket]:
    """A connection to that place that ends when the time is over, whatever it is doing."""
    family, kind, protocol, _name, address = place
    plain = socket.socket(family, kind, protocol)
    plain.settimeout(seconds)
    over = threading.Timer(seconds, _cut, [plain])
    over.daemon = True
    over.start()
    try:
        plain.connect(address)
        bound = plain
        if secure:
            bound = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            bound.settimeout(seconds)
        with bound:
            yield bound
    finally:
        over.cancel()
        plain.close()


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
