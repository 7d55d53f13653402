"""Ada, Bo and Cy in a workspace of their own, for every test that comes through a door."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.doors.world import AS_OF, PASSWORD, USERS, write_files


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: object,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The world, imported once; each test's own changes are rolled back."""
    before = settings.SALESOPS_HOME
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SALESOPS_HOME = tmp_path_factory.mktemp("workspace")
    with django_db_blocker.unblock():
        build_world(write_files(tmp_path_factory.mktemp("files")))
    yield
    settings.SALESOPS_HOME = before


def build_world(files: dict[str, Path]) -> None:
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


@pytest.fixture
def home() -> Path:
    """The folder of the world's workspace."""
    return settings.SALESOPS_HOME


@pytest.fixture
def user(db: None) -> Callable[[str], object]:
    """One of the world's users by name."""
    from salesops.web.people.models import User

    return lambda name: User.objects.get(username=name)


@pytest.fixture
def signed_in(db: None) -> Callable[[str], Client]:
    """A browser in which somebody has signed in."""

    def client(name: str) -> Client:
        browser = Client()
        assert browser.login(username=name, password=PASSWORD)
        return browser

    return client


@pytest.fixture
def token(db: None) -> Callable[..., dict[str, str]]:
    """The headers of a request with a key of somebody's."""
    from salesops.web.people.models import User
    from salesops.web.workspace.actions import issue_token

    def headers(name: str, *scopes: str) -> dict[str, str]:
        who = User.objects.get(username=name)
        secret = issue_token(actor=who, user=who, name="test", scopes=scopes or ("read",))
        return {"Authorization": f"Bearer {secret}"}

    return headers
