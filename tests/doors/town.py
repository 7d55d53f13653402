"""The world as a workspace; as a script, in a folder and the database of the environment."""

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.doors.world import AS_OF, PASSWORD, USERS, write_files


def build_world(files: Mapping[str, Path]) -> None:
    """Import every file, take a snapshot, let people in."""
    from salesops.web.access import Owner
    from salesops.web.imports.actions import import_file
    from salesops.web.people.actions import create_user
    from salesops.web.people.models import Role
    from salesops.web.workspace.actions import Choices, set_up, take_snapshot

    owner = Owner()
    set_up(actor=owner, choices=Choices(name="测试公司"), today=AS_OF)
    for table, file in files.items():
        done = import_file(actor=owner, table=table, source=file)
        assert not done.outcome.problems, (table, done.outcome.problems)
    take_snapshot(actor=owner, as_of=AS_OF)
    for username, (role, person_id) in USERS.items():
        create_user(
            actor=owner, username=username, password=PASSWORD, role=Role(role), person_id=person_id
        )


if __name__ == "__main__":
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from salesops.cli.serving import seal
    from salesops.web.design import bundle
    from salesops.web.opening import migrate, set_up_django

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    set_up_django()
    # A real hash, but one that is not slow on purpose.
    PBKDF2PasswordHasher.iterations = 1000
    migrate()
    build_world(write_files(folder.parent / "files"))
    # Whoever serves a copy need not make the charts' library first.
    bundle.path(folder / "cache")
    seal(folder)
