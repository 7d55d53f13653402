"""The flow is the same whether its deals are read one by one or those that stand are summed."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.utils import timezone

from salesops.kernel.period import Period
from salesops.selling.flow import BUCKETS, ENDS, flow
from salesops.selling.flow_asked import BY, Asked
from salesops.selling.narrow import Narrow
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.flow_standing import Row
from salesops.web.crm.flowing import _histories, told
from salesops.web.crm.models import Deal, DealChange, Stage, Step

pytestmark = pytest.mark.django_db
MANY = 160
TODAY = timezone.localdate


def moment(ago, hour):
    day = TODAY() - timedelta(days=ago)
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def town(user):
    """Deals that came, went, moved and changed long ago and lately, with and without steps."""
    lot, pipeline = Random(11), default_pipeline()
    stages = [s.name for s in pipeline.stages.filter(kind=Stage.Kind.OPEN)]
    ends = {"won": "赢单", "lost": "输单"}
    deals, steps, changes = [], [], []
    for n in range(MANY):
        began, is_told = lot.choice([300, 90, 31, 30, 29, 3, 0]), lot.random() < 0.7
        status = lot.choice(["open"] * 6 + ["won", "lost"])
        moves = sorted({began, *(lot.randint(0, began) for _ in range(lot.randint(0, 3)))})[::-1]
        ended = moves[-1] if is_told else lot.randint(0, began)
        names = [lot.choice(stages) for _ in moves]
        if status != "open":
            names[-1] = ends[status]
        deals.append(Deal(
            deal_id=f"D{n}", owner_id=lot.choice(["bo", "ada", None]), pipeline=pipeline,
            stage=names[-1], status=status, currency=lot.choice(["", "CNY", "USD"]),
            amount=lot.choice([None, Decimal(n), Decimal("10.3333")]),
            expected_close_on=lot.choice([None, TODAY(), TODAY() + timedelta(days=200)]),
            created_on=lot.choice([TODAY() - timedelta(days=began)] * 5 + [None]),
            closed_on=None if status == "open" else TODAY() - timedelta(days=ended),
        ))  # fmt: skip
        if is_told:
            steps += [
                Step(case_kind="deal", case_id=f"D{n}", to_stage=name, entered_at=moment(ago, 9),
                     changed_at=moment(ago, 9))
                for ago, name in zip(moves, names, strict=True)
            ]  # fmt: skip
        if lot.random() < 0.3:
            field, before = lot.choice([("amount", "50"), ("expected_close_on", "2020-01-01")])
            at = moment(lot.choice([60, 30, 29, 1]), lot.choice([0, 13]))
            changes.append(DealChange(deal_id=f"D{n}", at=at, field=field, before=before))
    Deal.objects.bulk_create(deals)
    Step.objects.bulk_create(steps)
    DealChange.objects.bulk_create(changes)


def asked(by, days, window):
    zone = timezone.get_default_timezone()
    return Asked(
        TODAY() - timedelta(days=days), TODAY() - timedelta(days=days // 2), window, zone, by
    )


def one_by_one(found):
    """The flow from every deal there is."""
    every = Deal.objects.order_by("pk")
    rows = {row[0]: Row(*row) for row in every.values_list(*Row._fields)}
    wanted, rates = found.asked, found.standing.rates
    histories = _histories(rows, every, wanted, rates)
    return flow(histories, wanted.starts_at, wanted.ends_at, wanted.window)


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("days", [0, 30, 61])
@pytest.mark.parametrize("is_narrow", [True, False])
def test_what_stands_is_summed_to_what_its_deals_come_to(town, user, by, days, is_narrow):
    window = Period(TODAY(), TODAY() + timedelta(days=90)) if is_narrow else None
    found = told(user("olga"), Narrow(), asked(by, days, window))
    whole = one_by_one(found)
    for bucket in BUCKETS:
        assert found.whole.total(bucket) == whole.total(bucket), bucket
        assert found.whole.count(bucket) == whole.count(bucket), bucket
        assert sum(group.told.total(bucket) for group in found.split) == whole.total(bucket)
        assert sum(group.told.count(bucket) for group in found.split) == whole.count(bucket)
        listed = sorted(whole.parts[bucket], key=lambda part: (-part.amount, part.deal_id))
        assert found.parts(bucket, MANY) == listed
        assert found.parts(bucket, 5) == listed[:5]


def test_most_of_the_pipeline_is_not_read(town, user):
    found = told(user("olga"), Narrow(), asked("owner", 0, None))
    assert found.whole.summed["opening"].deals > sum(len(found.whole.parts[one]) for one in ENDS)
