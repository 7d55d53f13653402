"""Who wants the same customer or comes at the same moment: one gets it, nobody gets two turns."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.requires("postgresql")]
HERE = Path(__file__).parent
SET_UP = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "salesops.web.settings"
import django
django.setup()
from django.utils import timezone
from salesops.web.crm.models import Account, AssignmentRule, Pool
pool = Pool.objects.create(pool_id="P1", name="P", holding_cap=6)
for n in range(8):
    Account.objects.create(account_id=f"F{n}", name=f"F{n}", pool=pool, pooled_at=timezone.now())
AssignmentRule.objects.create(name="turns", candidates=["bo", "cy"])
"""
COUNT = """
import os, json
os.environ["DJANGO_SETTINGS_MODULE"] = "salesops.web.settings"
import django
django.setup()
from salesops.web.crm.models import Account, Holding, Lead
print(json.dumps({
    "held": sorted(Holding.objects.values_list("account_id", flat=True)),
    "owners": dict(Account.objects.filter(pk__startswith="F").values_list("pk", "owner_id")),
    "leads": sorted(Lead.objects.values_list("owner_id", flat=True)),
}))
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def env(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A workspace of its own, on each database."""
    folder = tmp_path_factory.mktemp("town") / "workspace"
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SALESOPS_")}
    kept["SALESOPS_HOME"] = str(folder)
    if request.param == "postgresql":
        kept["SALESOPS_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    subprocess.run([sys.executable, HERE / "town.py", folder], env=kept, check=True)
    subprocess.run([sys.executable, "-c", SET_UP], env=kept, check=True)
    return kept


def at_once(env: dict[str, str], go: Path, *commands: tuple[str, str]) -> list[list[str | None]]:
    """What each got, all having been let go in the same moment."""
    running = [
        subprocess.Popen(
            [sys.executable, HERE / "rivals.py", *command, go], env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for command in commands
    ]  # fmt: skip
    for one in running:
        assert one.stderr and one.stderr.readline() == "ready\n"
    go.touch()
    told = [one.communicate(timeout=120) for one in running]
    assert all(one.returncode == 0 for one in running), [error for _, error in told]
    return [json.loads(out) for out, _ in told]


def counted(env: dict[str, str]) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", COUNT], env=env, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def test_every_customer_is_claimed_once_and_no_cap_is_passed(env, tmp_path):
    twice_bo = [("claim", "bo"), ("claim", "bo"), ("claim", "cy")]
    told = at_once(env, tmp_path / "go", *twice_bo)
    found = counted(env)
    assert found["held"] == [f"F{n}" for n in range(8)], "a stretch for each, and one only"
    owners = list(found["owners"].values())
    assert None not in owners and owners.count("bo") <= 6 and owners.count("cy") <= 6
    assert sum(answers.count("got") for answers in told) == 8
    refusals = {answer for answers in told for answer in answers} - {"got"}
    assert refusals <= {"not_in_pool", "cap_reached"}


def test_leads_that_come_at_once_go_round_in_turn(env, tmp_path):
    told = at_once(env, tmp_path / "go", ("receive", "10"), ("receive", "10"))
    assert sorted(one for part in told for one in part) == ["bo"] * 10 + ["cy"] * 10
    assert counted(env)["leads"] == ["bo"] * 10 + ["cy"] * 10
