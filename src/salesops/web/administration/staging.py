"""A backup put together beside the workspace, in a process of its own, before it takes its place.

The process works on the unpacked backup as if that were the workspace: it brings the database up
to date, builds the figures and checks everything. Nobody sees it until then.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

SCHEMA = "salesops_restoring"
LIVE_DATABASE = "salesops.sqlite3"


@dataclass(frozen=True)
class Staged:
    """What became of it: the figures' snapshot, snapshots that are no more, and problems found."""

    snapshot_id: str = ""
    forgotten: int = 0
    problems: Sequence[Mapping[str, str]] = ()
    wrong: str = ""


def put_together(staging: Path, name: str) -> Staged:
    """Start the process and wait for it; it ends when this one does, however that happens."""
    command = [sys.executable, "-m", "salesops.web.administration.staged", name]
    url = os.environ.get("SALESOPS_DATABASE_URL")
    env = {**os.environ, "SALESOPS_HOME": str(staging)}
    if url:
        env["SALESOPS_DATABASE_URL"] = in_schema(url, SCHEMA)
    pipe, log = subprocess.PIPE, staging / "log"
    # Its input stays open as long as this process lives; its complaints must not fill a pipe.
    with (
        log.open("w") as complaints,
        subprocess.Popen(
            command, env=env, stdin=pipe, stdout=pipe, stderr=complaints, text=True
        ) as process,
    ):
        assert process.stdout  # noqa: S101 - asked for above
        told = process.stdout.read()
    if process.returncode:
        last = log.read_text().strip().splitlines()[-1:] or ["?"]
        return Staged(wrong=last[0])
    return Staged(**json.loads(told.splitlines()[-1]))


def in_schema(url: str, schema: str) -> str:
    """The address of a PostgreSQL database where names are looked up in one schema only."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["options"] = f"{query.get('options', '')} -c search_path={schema}".strip()
    return parts._replace(query=urlencode(query, quote_via=quote)).geturl()
