"""A workspace while it is served: the real server, with its worker, at an address of its own."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.doors.shell import PATIENCE, PROGRAM, Shell


@contextmanager
def served(shell: Shell, *words: object) -> Iterator[str]:
    """The address, once it answers; `words` are further ones of the command."""
    port = free_port()
    command = [*PROGRAM, "serve", "--port", str(port), *map(str, words)]
    quiet = subprocess.DEVNULL
    serving = subprocess.Popen(command, env=shell.env, stdout=quiet, stderr=quiet)
    try:
        await_health(f"http://127.0.0.1:{port}/health", serving)
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def await_health(url: str, serving: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert serving.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server never answered")
