"""Users on the command line: the owner of the folder can always let an administrator in again."""

import pytest
from click.testing import CliRunner
from django.utils import timezone

from salesops.cli import main
from salesops.web.people import two_factor
from salesops.web.people.actions import shut_out
from salesops.web.people.codes import STEP_SECONDS
from salesops.web.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(home, monkeypatch):
    monkeypatch.setenv("SALESOPS_HOME", str(home))
    return lambda *words: CliRunner().invoke(main, ["user", *words])


def test_whoever_was_shut_out_is_let_in_again(run, user):
    shut_out(actor=user("adam"), user=user("bo"))
    assert run("let-in", "bo").exit_code == 0
    assert user("bo").is_active
    assert run("let-in", "nobody").exit_code == 1


def test_an_administrator_who_lost_the_phone_is_helped_by_the_owner(run, user):
    import pyotp

    secret = two_factor.begin(actor=user("adam"))
    then = int(timezone.now().timestamp()) - STEP_SECONDS
    two_factor.confirm(actor=user("adam"), code=pyotp.TOTP(secret).at(then))
    assert run("reset-second-step", "adam").exit_code == 0
    assert two_factor.confirmed(user("adam")) is None


def test_the_last_administrator_is_refused_in_a_sentence(run, user):
    done = run("shut-out", "adam")
    assert done.exit_code == 1 and "最后一个" in done.output
    assert user("adam").is_active


def test_whoever_left_acts_no_more_on_the_command_line(run, user):
    Person.objects.filter(pk="bo").update(left_on=timezone.localdate())
    done = CliRunner().invoke(main, ["ask", "net_revenue", "--as", "bo"])
    assert done.exit_code == 1


def test_a_key_may_open_one_area_only(home, monkeypatch):
    from salesops.web.workspace.models import ApiToken

    monkeypatch.setenv("SALESOPS_HOME", str(home))
    words = ["token", "add", "bo", "--name", "assistant", "--scope"]
    done = CliRunner().invoke(main, [*words, "crm:read"])
    assert done.exit_code == 0 and done.output.startswith("so_")
    assert ApiToken.objects.get(name="assistant").scopes == ["crm:read"]
    assert CliRunner().invoke(main, [*words, "everything"]).exit_code == 2
