"""Deals at risk: the database counts the very deals that the policy judges so, page by page."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from salesops.selling.narrow import Narrow
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.models import Account, Activity, Contact, Deal, DealChange, Stage, Task
from salesops.web.crm.risking import MOST, at_risk, watch

pytestmark = pytest.mark.django_db
MANY = 300


def local(day, hour):
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def town(user):
    """Deals of every kind, most of them well looked after, drawn by lot."""
    lot, today, pipeline = Random(7), timezone.localdate(), default_pipeline()
    stages = [s.name for s in pipeline.stages.filter(kind=Stage.Kind.OPEN)]

    def day(*ago):
        return today - timedelta(days=lot.choice(ago))

    def mostly(value, *others):
        return value if lot.random() < 0.85 else lot.choice(others)

    accounts, contacts, deals, tasks, activities, changes = [], [], [], [], [], []
    for n in range(MANY):
        account = f"K{n}"
        accounts.append(Account(account_id=account, name=account, owner_id="bo"))
        known = mostly(2, 0, 1)
        for at in range(known):
            part = mostly(Contact.Part.DECIDES, "") if at == 0 else ""
            contacts.append(
                Contact(contact_id=f"{account}-{at}", account_id=account, name="刘工", part=part)
            )
        entered = mostly(local(day(0, 1, 2, 3), 9), None, local(day(5, 9, 20), 23), local(today, 0))
        deals.append(Deal(
            deal_id=f"D{n}", account_id=account, owner_id="bo", pipeline=pipeline,
            stage=lot.choice(stages), amount=mostly(Decimal(90), None, Decimal(80)),
            expected_close_on=mostly(today + timedelta(days=9), None, today, day(1)),
            pushes=mostly(0, 1, 2, 3), entered_stage_at=entered,
            created_on=mostly(day(0, 3), None, day(12, 13, 14, 15, 30)),
        ))  # fmt: skip
        if mostly(True, False):
            done = mostly(None, timezone.now())
            tasks.append(Task(task_id=f"T{n}", title="t", deal_id=f"D{n}", done_at=done))
        if mostly(True, False):
            at = local(mostly(day(0, 1, 5), day(12, 13, 14, 15, 16, 40)), lot.choice([0, 12, 23]))
            activities.append(
                Activity(activity_id=f"V{n}", kind="call", happened_at=at, deal_id=f"D{n}")
            )
        if lot.random() < 0.3:
            before = lot.choice(["100", "112.5", "95", "", "112.4999"])
            changes.append(DealChange(
                deal_id=f"D{n}", at=timezone.now(), field="amount", before=before, after="90"
            ))  # fmt: skip
    for model, rows in ((Account, accounts), (Contact, contacts), (Deal, deals), (Task, tasks),
                        (Activity, activities), (DealChange, changes)):  # fmt: skip
        model.objects.bulk_create(rows)


def test_the_database_finds_the_deals_that_the_policy_finds(town, user):
    watched = watch(user("bo"), Narrow(), timezone.localdate())
    judged = watched.judged(list(watched.deals))
    at_stake = {deal.pk for deal, stall in judged if stall.risks}
    assert set(watched.endangered.values_list("pk", flat=True)) == at_stake
    assert 0 < len(at_stake) < MANY
    stake = watched.stake()
    assert (stake.open, sum(n for _c, _a, n in stake.at_risk)) == (MANY, len(at_stake))
    assert sum(amount for _c, amount, _n in stake.at_risk) == sum(
        deal.amount or 0 for deal, stall in judged if stall.risks
    )


def test_page_after_page_gives_each_once_with_its_reasons(town, user, signed_in):
    watched, found, cursor = watch(user("bo"), Narrow(), timezone.localdate()), [], None
    while not found or cursor:
        page = watched.page(cursor)
        assert all(stall.risks for _deal, stall in page.rows)
        found += [deal.pk for deal, _stall in page.rows]
        cursor = page.next
    assert len(found) == len(set(found)) == watched.endangered.count() > MOST
    browser, first = signed_in("bo"), watched.page()
    shown = browser.get(reverse("deals_risk")).content.decode()
    assert shown.count('class="why"') == MOST and "<html" in shown
    more = browser.get(reverse("deals_risk"), {"cursor": first.next}).content.decode()
    assert more.count('class="why"') == min(MOST, len(found) - MOST) and "<html" not in more
    assert browser.get(reverse("deals_risk"), {"cursor": "forged"}).status_code == 404


def test_nobody_sees_the_risks_of_others(town, user):
    assert at_risk(user("cy"), Narrow(), timezone.localdate()).rows == []
    assert watch(user("cy"), Narrow(), timezone.localdate()).stake().open == 0
