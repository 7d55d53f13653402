"""The doors again, on a real PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
AGAIN = ("test_access.py", "test_rest.py", "test_cli.py", "test_jobs.py", "test_sign_in.py")


@pytest.mark.slow
@pytest.mark.requires("postgresql")
def test_the_doors_hold_on_postgresql_too(postgres_url):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    env = {**os.environ, "SALESOPS_DATABASE_URL": postgres_url}
    done = subprocess.run(
        [*command, *(str(HERE / name) for name in AGAIN)],
        env=env, cwd=HERE.parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
