"""A PostgreSQL server of the tests' own: started in a folder, gone when they are done.

As a script it runs a command with SALESOPS_DATABASE_URL set to such a server:

    python tests/postgres.py python -m pytest tests/doors
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests import parts


@contextmanager
def cluster(folder: Path, *, as_kept: bool = False) -> Iterator[str]:
    """The URL of a fresh server's own database in `folder`, reachable from here only.

    One `as_kept` waits for the disk and looks after its tables, as a company's does; the tests' own
    does neither.
    """
    programs = parts.postgresql()
    if programs is None:
        raise FileNotFoundError(f"no PostgreSQL here: {parts.PARTS['postgresql'].how}")
    account = _account()
    home = _reachable(folder, account)
    port = _free_port()
    _run(account, programs / "initdb", "-D", home / "data", "-U", "salesops", "-A", "trust",
         "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home}"
    fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    # Nobody but the tests: a database that is looked after cannot be copied meanwhile, and several
    # restores at once lock all tables, theirs and the old ones.
    alone = "-c autovacuum=off -c max_locks_per_transaction=256"
    control = programs / "pg_ctl"
    _run(account, control, "-D", home / "data", "-l", home / "log", "-w", "-o",
         options if as_kept else f"{options} {fast} {alone}", "start")  # fmt: skip
    try:
        yield f"postgresql://salesops@127.0.0.1:{port}/postgres"
    finally:
        _run(account, control, "-D", home / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


def named(url: str, database: str) -> str:
    """The URL of another database on the same server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def fresh(url: str, template: str = "template0", name: str = "") -> str:
    """The URL of a new database on the server, empty or a copy of one nobody is connected to."""
    import psycopg

    name = name or f"t{secrets.token_hex(8)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return named(url, name)


def _account() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _reachable(folder: Path, account: str | None) -> Path:
    """A folder the server may write: pytest's own are closed to other accounts.

    It is short, too: a socket's path may not exceed 107 bytes.
    """
    if account is None:
        home = Path(tempfile.mkdtemp(prefix="pg", dir=folder if len(str(folder)) < 80 else None))
    else:
        home = Path(tempfile.mkdtemp(prefix="salesops-pg", dir="/tmp"))
        shutil.chown(home, account)
    return home


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(account: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        [str(word) for word in command], user=account, cwd="/", check=False, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/tmp"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}")


def main() -> int:
    """Run the command of the arguments beside a server, which goes with it however it ends."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as url:
        env = {**os.environ, "SALESOPS_DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
