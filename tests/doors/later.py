"""The town some time after it was backed up: made once a run on each database, and then copied."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.doors import towns
from tests.doors.rows import rows_of
from tests.doors.shell import Shell
from tests.doors.world import AS_OF, text_of

LATER = "later"
FILE = "backup.tar.zst"
ASKED = ("ask", "net_revenue", "quota", "--by", "people.name", "--format", "json")
Answers = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Later:
    """The town as it is now, its backup, and what stood there and was answered to ASKED then.

    `now` is what is answered now, and `key` opens the interface for Eve, then and now.
    """

    shell: Shell
    file: Path
    rows: dict[str, list[str]]
    then: Answers
    now: Answers
    key: str


@dataclass(frozen=True)
class Made:
    """Where it was made, to be copied; on the server if one is given."""

    folder: Path
    server: str

    def file(self, target: Path) -> Path:
        """A copy of the backup."""
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(self.folder / FILE, target))

    def copied(self, folder: Path) -> Later:
        """A copy of the whole."""
        shell = towns.copied(self.folder, folder / "workspace", self.server, LATER)
        told = json.loads((self.folder / "told.json").read_text())
        return Later(shell, self.file(folder / "safe" / FILE), **told)


def made(request: pytest.FixtureRequest, *, on_server: bool) -> Made:
    """The town backed up and changed, once a run on each database."""
    factory = request.getfixturevalue("tmp_path_factory")
    server = request.getfixturevalue("postgres_server") if on_server else ""
    town = request.getfixturevalue("town_on_server" if on_server else "town_folder")
    name = f"later-{urlsplit(server).port or 'here'}"
    make: Callable[[Path], None] = partial(go_on, town, server)
    return Made(towns.once_a_run(factory, name, make), server)


def go_on(town: Path, server: str, folder: Path) -> None:
    """A customer gets another name, and an order more comes in."""
    shell = towns.copied(town, folder / "workspace", server, name=LATER)
    key = shell("token", "add", "eve").out.split()[-1]
    done = [shell("backup", folder / FILE)]
    rows, then = rows_of(shell), shell(*ASKED).json
    (folder / "accounts.csv").write_text(text_of("accounts").replace("东方机械", "西方机械"))
    (folder / "orders.csv").write_text(text_of("orders").replace("1,O1", "9,O9"))
    done += [shell("import", table, folder / f"{table}.csv") for table in ("accounts", "orders")]
    done.append(shell("snapshot", "--as-of", AS_OF))
    assert [said.code for said in done] == [0, 0, 0, 0], done
    told = {"rows": rows, "then": then, "now": shell(*ASKED).json, "key": key}
    (folder / "told.json").write_text(json.dumps(told))
