"""Ada, Bo and Cy in a workspace of their own, for every test that comes through a door."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.doors.shell import Shell
from tests.doors.town import build_world
from tests.doors.world import PASSWORD, write_files


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
    (settings.SALESOPS_HOME / "secret_key").write_text(settings.SECRET_KEY)
    with django_db_blocker.unblock():
        build_world(write_files(tmp_path_factory.mktemp("files")))
    yield
    settings.SALESOPS_HOME = before


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
    """The world as a workspace in a folder, on SQLite."""
    folder = tmp_path_factory.mktemp("town")
    script = Path(__file__).with_name("town.py")
    env = {**os.environ, "SALESOPS_HOME": str(folder / "workspace")}
    env.pop("SALESOPS_DATABASE_URL", None)
    subprocess.run([sys.executable, script, folder / "workspace"], env=env, check=True)
    return folder / "workspace"


@pytest.fixture
def shell(town_folder: Path, tmp_path: Path) -> Shell:
    """A command line before a copy of the world's folder."""
    home = tmp_path / "workspace"
    shutil.copytree(town_folder, home)
    return Shell(home)
