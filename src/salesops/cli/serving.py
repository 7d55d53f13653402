"""Commands that start and run a workspace: init, serve, worker."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesops.cli.workspace import home, is_workspace, open_workspace, said, set_up_django
from salesops.web.opening import migrate, today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@click.command()
@click.option("--name", default="SalesOps", help="The company's name.")
@click.option("--currency", default="CNY", show_default=True, help="The currency of all figures.")
@click.option(
    "--fiscal-start", type=click.IntRange(1, 12), default=1, show_default=True,
    help="The month in which the fiscal year starts.",
)  # fmt: skip
@click.option(
    "--pattern", type=click.Choice(["months", "445", "454", "544"]), default="months",
    show_default=True, help="How fiscal months are cut.",
)  # fmt: skip
def init(name: str, currency: str, fiscal_start: int, pattern: str) -> None:
    """Make a workspace: its database, its key and its calendar."""
    folder = home()
    if is_workspace(folder):
        raise click.ClickException(
            said(f"{folder} 已经是工作区。", f"{folder} already is a workspace.")
        )
    create(folder, name, currency, fiscal_start, pattern)
    _make_charts_ready(folder)
    seal(folder)
    click.echo(said(f"已建立工作区 {folder}", f"Made the workspace {folder}"))


def create(folder: Path, name: str, currency: str, fiscal_start: int, pattern: str) -> None:
    """Make the folder and the database, and write down the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    set_up_django()

    from salesops.web.access import Owner
    from salesops.web.workspace.actions import Choices, set_up

    migrate()
    choices = Choices(name, currency.upper(), fiscal_start, pattern)
    set_up(actor=Owner(), choices=choices, today=today())


def seal(folder: Path) -> None:
    """Give the folder its key, last of all: a folder with a key is a workspace."""
    key = folder / "secret_key"
    key.touch(mode=0o600)
    key.write_text(secrets.token_urlsafe(50))


@click.command()
def upgrade() -> None:
    """Bring the workspace's database to this version; `serve` does so by itself."""
    folder = open_workspace()

    migrate()
    click.echo(said(f"{folder} 已是当前版本", f"{folder} is at this version"))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True, help="The port to listen on.")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=None,
    help="How many processes answer; one a core, at most four.",
)  # fmt: skip
def serve(host: str, port: int, processes: int | None) -> None:
    """Serve the workspace to browsers, with a worker beside the server."""
    open_workspace()
    run_server(host, port, lambda: None, processes)


def run_server(
    host: str, port: int, when_up: Callable[[], None], processes: int | None = None
) -> None:
    """Serve until interrupted; calls back once the address answers."""
    from granian import Granian
    from granian.constants import Interfaces

    migrate()
    _free(host, port)
    server = Granian(
        "salesops.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes or min(os.cpu_count() or 1, 4),
        blocking_threads=4,
        # One told to end while it is still beginning never hears of it.
        workers_kill_timeout=30,
        log_enabled=False,
    )
    with _worker():
        _call_when_up(host, port, when_up)
        server.serve()


def _make_charts_ready(folder: Path) -> None:
    """Make the chart library now: it takes seconds that nobody opening a page should wait."""
    from salesops.web.design import bundle

    bundle.path(folder / "cache")


def _free(host: str, port: int) -> None:
    """End with a sentence when something already listens there."""
    import socket

    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            raise click.ClickException(
                said(
                    f"{host}:{port} 已被占用，用 --port 换一个端口。",
                    f"{host}:{port} is taken; choose another with --port.",
                )
            )


def _call_when_up(host: str, port: int, when_up: Callable[[], None]) -> None:
    import threading
    import time
    import urllib.request

    url = f"http://{host}:{port}"

    def wait() -> None:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{url}/health", timeout=5):  # noqa: S310
                    break
            except OSError:
                time.sleep(0.1)
        click.echo(said(f"已启动：{url}", f"Serving at {url}"))
        when_up()
        sys.stdout.flush()

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _worker() -> Iterator[None]:
    """A worker beside the server; it ends when its input does, even if the server is killed."""
    command = [sys.executable, "-m", "salesops.cli.run", "worker", "--until-input-ends"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        try:
            yield
        finally:
            process.terminate()


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting, then end.")
@click.option("--until-input-ends", is_flag=True, hidden=True)
def worker(once: bool, until_input_ends: bool) -> None:
    """Do the waiting jobs: imports and snapshots people asked for on pages."""
    folder = open_workspace()
    from salesops.web.working import run

    if until_input_ends:
        # Not in the server: its children would inherit the library's threads, dead, and hang.
        _make_charts_ready(folder)
    if not run(folder, once=once, until_input_ends=until_input_ends):
        raise click.ClickException(
            said("另一个 worker 已在运行。", "Another worker is already running.")
        )
