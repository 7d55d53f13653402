"""Ada, Bo and Cy in a workspace of their own, for every test that comes through a door."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, connections
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.doors import towns
from tests.doors.shell import Shell
from tests.doors.world import PASSWORD
from tests.postgres import fresh


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """A copy of the world in the run's database; each test's own changes are rolled back."""
    before = settings.SALESOPS_HOME
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SALESOPS_HOME = tmp_path_factory.mktemp("workspace") / "home"
    is_sqlite = connection.vendor == "sqlite"
    town = request.getfixturevalue("town_folder" if is_sqlite else "town_on_server")
    apart = shutil.ignore_patterns("cache")
    shutil.copytree(town / "workspace", settings.SALESOPS_HOME, ignore=apart)
    # The same figures, asked the same, answer the same: whichever worker asks first, and whatever
    # database the records are in.
    answers = partial(shutil.copytree, town / "workspace" / "cache")
    kept = towns.once_a_run(tmp_path_factory, "answers", answers)
    (settings.SALESOPS_HOME / "cache").symlink_to(kept)
    (settings.SALESOPS_HOME / "secret_key").write_text(settings.SECRET_KEY)
    with django_db_blocker.unblock():
        take_over(town) if is_sqlite else take_over_on_server()
        let_in()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    settings.SALESOPS_HOME = before


def use(name: str) -> None:
    """From now on the run's connections are to the database of this name."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def take_over(town: Path) -> None:
    """Fill a database in memory, which all threads of this process share."""
    use("file:town?mode=memory&cache=shared")
    connection.ensure_connection()
    with closing(sqlite3.connect(town / "workspace" / "salesops.sqlite3")) as kept:
        kept.backup(connection.connection)


def take_over_on_server() -> None:
    use(urlsplit(fresh(os.environ["SALESOPS_DATABASE_URL"], towns.TOWN)).path.lstrip("/"))


def let_in() -> None:
    """Give everybody the password again, under the quick hasher."""
    from salesops.web.people.models import User

    User.objects.update(password=make_password(PASSWORD))


@pytest.fixture
def home(db: None) -> Path:
    """The folder of the world's workspace, without what tests before this one left in it."""
    from salesops.ingest.batch import sweep
    from salesops.web.imports.models import Batch

    sweep(settings.SALESOPS_HOME, set(Batch.objects.values_list("batch_id", flat=True)))
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


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world on SQLite, to be copied: the folder its workspace is in."""
    return towns.once_a_run(tmp_path_factory, "town", towns.build)


@pytest.fixture(scope="session")
def town_on_server(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world on PostgreSQL, to be copied with its database."""
    name = f"town-{urlsplit(postgres_server).port}"
    return towns.once_a_run(tmp_path_factory, name, partial(towns.build_on, postgres_server))


@pytest.fixture
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Shell:
    """A command line before a copy of the world's folder; see `towns.on_both`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return towns.copied(request.getfixturevalue("town_folder"), tmp_path / "workspace")
    town = request.getfixturevalue("town_on_server")
    server = request.getfixturevalue("postgres_server")
    return towns.copied(town, tmp_path / "workspace", server)
