"""What a backup says of itself: who made it of what, and every member and row it holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

FORMAT = 1
HEAD, MANIFEST = "head.json", "manifest.json"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of the file, not the key
DATABASE = "database.sqlite3"
FOLDERS = ("tables", "batches", "files", "parts", "snapshots")
PLAIN = (HEAD, MANIFEST, SECRET_KEY, DATABASE)


@dataclass(frozen=True)
class Head:
    """The first member: enough to say whose backup this is and whether it can be read here."""

    version: str
    database: str
    made_at: datetime
    made_by: str
    company: str
    migrations: Mapping[str, Sequence[str]]
    format: int = FORMAT

    def text(self) -> str:
        """As written down."""
        return _text({**vars(self), "made_at": self.made_at.isoformat()})


@dataclass(frozen=True)
class Member:
    """One file of the archive."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Contents:
    """The last member: everything before it, and the rows of every table.

    `missing` are files that the workspace itself had lost when the backup was made.
    """

    members: Mapping[str, Member]
    rows: Mapping[str, int]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    missing: Sequence[str] = ()

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(member.size for member in self.members.values())

    def text(self) -> str:
        """As written down."""
        members = {name: vars(member) for name, member in self.members.items()}
        return _text({**vars(self), "members": members})


def head(text: str | bytes) -> Head:
    """The head as it was written; ValueError when it is none."""
    told = _told(text)
    try:
        return Head(
            version=str(told["version"]),
            database=str(told["database"]),
            made_at=datetime.fromisoformat(str(told["made_at"])),
            made_by=str(told["made_by"]),
            company=str(told["company"]),
            migrations={str(app): list(names) for app, names in told["migrations"].items()},
            format=int(told["format"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


def contents(text: str | bytes) -> Contents:
    """The manifest as it was written; ValueError when it is none."""
    told = _told(text)
    try:
        members = {
            str(name): Member(str(one["sha256"]), int(one["size"]))
            for name, one in told["members"].items()
        }
        return Contents(members, told["rows"], told["columns"], told["missing"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


def is_proper(name: str) -> bool:
    """Whether a member may be of that name: known, and inside the folder it is unpacked into."""
    if name in PLAIN:
        return True
    path = PurePosixPath(name)
    odd = "\\" in name or "\0" in name or ".." in path.parts or path.as_posix() != name
    return not odd and len(path.parts) > 1 and path.parts[0] in FOLDERS


def _text(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)


def _told(text: str | bytes) -> dict:
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of error for whoever reads
    return told
