"""Pay plans: gaps refused, four eyes, one plan a day, and nobody reads what is not theirs."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from salesops.incentives.plan_file import toml
from salesops.incentives.templates import TEMPLATES, Asked
from salesops.web.pay_plans.actions.assigning import Term, assign_pay_plan, change_pay_assignment
from salesops.web.pay_plans.actions.plans import (
    approve_pay_version,
    draft_pay_version,
    make_pay_plan,
    submit_pay_version,
    undo_pay_version,
    write_pay_version,
)
from salesops.web.pay_plans.actions.signing import acknowledge
from salesops.web.pay_plans.held import assignment_seen, plan_seen, plans_seen, version_seen
from salesops.web.pay_plans.in_force import digest_of, on, plans_between
from salesops.web.problems import Faulty, Refused
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)


def text(name="线性提成", template="linear", year=2025, **more):
    asked = Asked(name=name, currency="CNY", year=year, **more)
    return toml(TEMPLATES[template].plan(asked))


def made(user, content=None):
    """A linear plan of 2 %, which Olga wrote and Fay approved."""
    draft = make_pay_plan(actor=user("olga"), content=content or text())
    submit_pay_version(actor=user("olga"), version_id=draft.pk)
    return approve_pay_version(actor=user("fay"), version_id=draft.pk)


@pytest.fixture
def approved(user):
    """The same, made when it is called for."""
    return lambda content=None: made(user, content)


def put(user, version, *people, who="fay", **term):
    term = Term(starts_on=term.pop("starts_on", START), **term)
    return assign_pay_plan(
        actor=user(who), plan_id=version.pay_plan_id, person_ids=people, term=term
    )


def codes(error):
    found = error.value.problems if isinstance(error.value, Faulty) else [error.value.problem]
    assert all(p.reason(lang) and p.remedy(lang) for p in found for lang in ("zh", "en"))
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('starts = "1"\n', 'starts = "1.1"\n', "tier_gap"),
        ('starts = "1"\n', 'starts = "0.9"\n', "tier_overlap"),
        ('times = "1.5"', 'rate = "3"', "rate_too_high"),
        ('currency = "CNY"', "", "plan_without_currency"),
        ('currency = "CNY"', 'currency = "元"', "pay_plan_no_currency_code"),
    ],
)
def test_a_faulty_text_is_refused_and_nothing_is_kept(user, before, after, code):
    good = text(template="accelerated")
    assert before in good
    with pytest.raises(Faulty) as error:
        make_pay_plan(actor=user("olga"), content=good.replace(before, after))
    assert codes(error) == [code]
    assert not plans_seen(user("olga")).exists()


def test_whoever_wrote_or_submitted_a_version_cannot_approve_it(user):
    draft = make_pay_plan(actor=user("olga"), content=text())
    submit_pay_version(actor=user("fay"), version_id=draft.pk)
    for name in ("olga", "fay"):
        with pytest.raises(Refused) as error:
            approve_pay_version(actor=user(name), version_id=draft.pk)
        assert codes(error) == ["pay_four_eyes"]
    assert approve_pay_version(actor=user("eve"), version_id=draft.pk).approved_by == user("eve")


def test_a_change_of_a_draft_is_taken_back(user):
    draft = make_pay_plan(actor=user("olga"), content=text())
    before = draft.content
    write_pay_version(
        actor=user("olga"), version_id=draft.pk, content=before.replace("0.02", "0.03")
    )
    assert undo_pay_version(actor=user("olga"), version_id=draft.pk).content == before
    with pytest.raises(Refused) as error:
        undo_pay_version(actor=user("olga"), version_id=draft.pk)
    assert codes(error) == ["pay_version_nothing_to_undo"]


def test_an_approved_text_is_not_written_again(user, approved):
    version = approved()
    with pytest.raises(Refused) as error:
        write_pay_version(actor=user("olga"), version_id=version.pk, content=text())
    assert codes(error) == ["pay_version_not_from_here"]


def test_one_plan_a_person_a_day(user, approved):
    one, other = approved(), approved(text("目标奖金", "target_bonus"))
    put(user, one, "bo", ends_before=date(2025, 7, 1))
    with pytest.raises(Faulty) as error:
        put(user, other, "bo", "cy", starts_on=date(2025, 6, 30))
    assert codes(error) == ["pay_person_on_another_plan"]
    assert "Bo" in error.value.problem.reason("en") and "线性提成" in error.value.problem.reason(
        "zh"
    )
    put(user, other, "bo", "cy", starts_on=date(2025, 7, 1))
    assert {name: under.version for name, under in on(date(2025, 6, 30)).items()} == {"bo": one}
    assert {n: u.version for n, u in on(date(2025, 7, 1)).items()} == {"bo": other, "cy": other}


def test_the_plan_in_force_has_its_texts_and_its_payees(user, approved):
    one = approved()
    put(user, one, "bo", target_pay=Decimal(9000))
    changed = one.content.replace("0.02", "0.03").replace("2025-01-01", "2025-07-01")
    draft = draft_pay_version(actor=user("olga"), plan_id=one.pay_plan_id, content=changed)
    assert on(date(2025, 8, 1))["bo"].version == one
    submit_pay_version(actor=user("olga"), version_id=draft.pk)
    approve_pay_version(actor=user("fay"), version_id=draft.pk)
    assert on(date(2025, 8, 1))["bo"].version == draft and on(START)["bo"].version == one
    [held] = plans_between(START, date(2026, 1, 1))
    assert [v.starts_on for v in held.text.versions] == [START, date(2025, 7, 1)]
    assert [(p.payee, p.target_pay) for p in held.text.payees] == [("bo", Decimal(9000))]
    assert plans_between(date(2026, 1, 1), date(2026, 2, 1)) == []


def test_cy_reads_nothing_of_bos_plan_and_ada_reads_her_peoples(user, approved):
    version = approved()
    [bos] = put(user, version, "bo", target_pay=Decimal(9000))
    assert plan_seen(user("bo"), version.pay_plan_id) and assignment_seen(user("ada"), bos.pk)
    assert list(plans_seen(user("cy"))) == []
    for find, pk in ((plan_seen, version.pay_plan_id), (version_seen, version.pk),
                     (assignment_seen, bos.pk)):  # fmt: skip
        with pytest.raises(Http404):
            find(user("cy"), pk)
    with pytest.raises(PermissionDenied):
        plans_seen(user("adam"))


def test_operations_set_no_target_pay_they_may_not_see_and_the_audit_tells_none(user, approved):
    version = approved()
    with pytest.raises(PermissionDenied):
        put(user, version, "bo", who="olga", target_pay=Decimal(9000))
    [bos] = put(user, version, "bo", who="olga")
    term = Term(starts_on=START, target_pay=Decimal(9123))
    change_pay_assignment(actor=user("fay"), assignment_id=bos.pk, term=term)
    told = [[row.changes, row.details] for row in AuditEntry.objects.filter(record_id=bos.pk)]
    assert len(told) == 2 and "9123" not in str(told) and "target_pay" in str(told)


def test_a_signature_is_under_the_text_and_the_own_target_pay(user, approved):
    version = approved()
    [bos] = put(user, version, "bo", target_pay=Decimal(9000))
    digest = digest_of(version, bos)
    said = {"assignment_id": bos.pk, "version_id": version.pk}
    with pytest.raises(PermissionDenied):
        acknowledge(actor=user("ada"), **said, digest=digest)
    with pytest.raises(Refused) as error:
        acknowledge(actor=user("bo"), **said, digest=version.digest)
    assert codes(error) == ["pay_text_changed"]
    signed = acknowledge(actor=user("bo"), **said, digest=digest)
    assert signed == acknowledge(actor=user("bo"), **said, digest=digest)
    term = Term(starts_on=START, target_pay=Decimal(8000))
    changed = change_pay_assignment(actor=user("fay"), assignment_id=bos.pk, term=term)
    assert digest_of(version, changed) != signed.digest


def test_a_plan_is_called_what_its_approved_text_says_and_no_two_alike(user, approved):
    holds, draft = (
        approved(text("甲方案")),
        make_pay_plan(actor=user("olga"), content=text("乙方案")),
    )
    with pytest.raises(Refused) as taken:
        write_pay_version(actor=user("olga"), version_id=draft.pk, content=text("甲方案"))
    assert codes(taken) == ["pay_plan_name_taken"]
    write_pay_version(actor=user("olga"), version_id=draft.pk, content=text("丙方案"))
    assert str(version_seen(user("olga"), draft.pk)) == "丙方案 v1"
    undo_pay_version(actor=user("olga"), version_id=draft.pk)
    assert str(version_seen(user("olga"), draft.pk)) == "乙方案 v1"
    other = draft_pay_version(actor=user("olga"), plan_id=holds.pay_plan_id, content=text("甲方案"))
    write_pay_version(actor=user("olga"), version_id=other.pk, content=text("丁方案"))
    assert plan_seen(user("olga"), holds.pay_plan_id).name == "甲方案"
    submit_pay_version(actor=user("olga"), version_id=other.pk)
    approve_pay_version(actor=user("fay"), version_id=other.pk)
    assert plan_seen(user("olga"), holds.pay_plan_id).name == "丁方案"
