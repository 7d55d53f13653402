"""The public pool: neglected customers come back with a warning, and whoever wants them may ask."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from salesops.web.administration.models import WorkingHours
from salesops.web.boundary import seen
from salesops.web.crm import replaying
from salesops.web.crm.actions import pool_rules, pools
from salesops.web.crm.actions.activities import Said, log_activity
from salesops.web.crm.actions.recycling import recycle
from salesops.web.crm.models import Account, Activity, Deal, Holding, Pool, Task
from salesops.web.crm.pooling import marks
from salesops.web.notices.models import Notice
from salesops.web.people.models import Position
from salesops.web.problems import Conflict, Refused
from salesops.web.process.models import TeamHours
from salesops.web.workspace.models import AuditEntry, CalendarDay
from tests.doors.reading import html

pytestmark = pytest.mark.django_db
# The festival of 2026: closed from the 15th to the 23rd of February, the 14th made up.
BEFORE_FESTIVAL = date(2026, 2, 11)


def at(day, hour=12):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def feb(day):
    return date(2026, 2, day)


@pytest.fixture
def olga(user):
    return user("olga")


@pytest.fixture
def pool(olga):
    def made(name="公海", **values):
        made = pool_rules.make_pool(actor=olga, values={"name": name, **values})
        Pool.objects.filter(pk=made.pk).update(starts_on=None)
        return Pool.objects.get(pk=made.pk)

    return made


@pytest.fixture
def held():
    def made(account_id, owner="bo", since=BEFORE_FESTIVAL, **values):
        return Account.objects.create(
            account_id=account_id, name=f"客户{account_id}", owner_id=owner,
            owned_since=at(since) if since else None, region_id=values.pop("region", "EAST"),
            **values,
        )  # fmt: skip

    return made


@pytest.fixture
def free(pool):
    def made(account_id, inside, **values):
        return Account.objects.create(
            account_id=account_id, name=f"客户{account_id}", pool=inside, pooled_at=timezone.now(),
            phone="13800138000", region_id=values.pop("region", "EAST"), **values,
        )  # fmt: skip

    return made


def refusal(function, **given):
    with pytest.raises(Refused) as caught:
        function(**given)
    return caught.value.problem.code


def owner(account):
    return Account.objects.get(pk=account.pk).owner_id


def warned(account):
    return Task.objects.filter(account=account, made_by_rule="pool", done_at__isnull=True).count()


def test_the_calendar_of_the_tests_is_the_workspaces_own():
    told = dict(CalendarDay.objects.values_list("day", "is_workday"))
    assert told[feb(14)] and not any(told[feb(n)] for n in range(16, 24))


def test_a_neglected_customer_is_warned_of_and_taken_in_working_days_over_the_festival(pool, held):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    account = held("N1")
    assert recycle(at(feb(13))).warned == 0
    assert recycle(at(feb(14))).warned == 1 and warned(account) == 1
    Task.objects.update(made_at=at(feb(14)))
    assert recycle(at(feb(25))).taken == 0, "the fifth working day is the last for a contact"
    assert recycle(at(feb(26))).taken == 1
    taken = Account.objects.get(pk="N1")
    assert (taken.owner_id, taken.pool.name, warned(account)) == (None, "公海", 0)
    stretch = Holding.objects.get(account="N1")
    assert (stretch.person_id, stretch.ended, stretch.began) == ("bo", "recycled", "imported")
    entry = AuditEntry.objects.get(action="recycle_account")
    assert (entry.actor_name, entry.changes["owner_id"]) == ("worker", ["bo", None])


def test_neglect_is_counted_in_the_working_days_of_the_owners_team(pool, held):
    pool(recycle_after_workdays=3, warn_before_workdays=1)
    held("T1", "bo")
    held("T2", "cy", region="SOUTH")
    closed = {str(feb(day)): False for day in (12, 13, 14)}
    team = Position.objects.get(person_id="bo").team.parent
    TeamHours.objects.create(team=team, time_zone="Asia/Shanghai", days=closed)
    assert recycle(at(feb(13))).warned == 1
    assert timezone.localdate(Task.objects.get(account="T2").due_at) == feb(14)
    assert recycle(at(feb(25))).warned == 1
    assert timezone.localdate(Task.objects.get(account="T1").due_at) == feb(26)


def test_a_day_ends_when_the_owners_does_and_not_the_servers(pool, held):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    far = held("FAR", "bo")
    team = Position.objects.get(person_id="bo").team.parent
    TeamHours.objects.create(team=team, time_zone="Pacific/Auckland")
    near = held("NEAR", "cy")
    assert recycle(at(feb(14), 4)).warned == 2
    auckland, shanghai = (ZoneInfo(name) for name in ("Pacific/Auckland", "Asia/Shanghai"))
    due = {task.account_id: task.due_at for task in Task.objects.all()}
    assert due["FAR"] == datetime(2026, 2, 25, 18, tzinfo=auckland)
    assert due["NEAR"] == datetime(2026, 2, 25, 18, tzinfo=shanghai)
    Task.objects.update(made_at=at(feb(14), 4))
    assert recycle(at(feb(25), 20)).taken == 1, "in Auckland it is the 26th"
    assert (owner(far), owner(near)) == (None, "cy")


def test_days_of_those_without_a_team_of_their_own_are_the_companys(pool, held):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    WorkingHours.objects.create(pk=1, time_zone="America/Los_Angeles", windows=[[540, 1080]])
    held("N1", since=feb(12))
    assert recycle(at(feb(14), 4)).warned == 0, "in Los Angeles it is the 13th"
    assert recycle(at(feb(15), 4)).warned == 1


def test_doing_a_round_twice_warns_and_takes_once(pool, held):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    account = held("N1")
    recycle(at(feb(14)))
    Task.objects.update(made_at=at(feb(14)))
    assert recycle(at(feb(14), 13)).warned == 0 and warned(account) == 1
    assert recycle(at(feb(26))).taken == 1
    assert recycle(at(feb(26), 13)).taken == 0 and Holding.objects.count() == 1


def test_nobody_loses_a_customer_at_once_because_nobody_called_there_yet(pool, held):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    today = timezone.localdate()
    account = held("N1", since=today)
    unknown = held("N2", since=None)
    done = recycle(timezone.now())
    assert (done.warned, done.taken) == (0, 0)
    assert (owner(account), owner(unknown)) == ("bo", "bo")


def test_whoever_was_never_warned_is_warned_before_anything_is_taken(pool, held):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    account = held("N1", since=date(2025, 1, 2))
    done = recycle(at(feb(11)))
    assert (done.warned, done.taken, owner(account)) == (1, 0, "bo")
    assert Task.objects.get().due_at.date() == feb(13)


def test_a_contact_keeps_a_customer_and_calls_the_warning_off(pool, held, user):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    account = held("N1", since=timezone.localdate() - timedelta(days=60))
    recycle(timezone.now())
    assert warned(account) == 1
    said = Said("call", outcome="有意向")
    log_activity(actor=user("bo"), said=said, given={"account_id": "N1"})
    assert recycle(timezone.now()).called_off == 1
    assert warned(account) == 0 and owner(account) == "bo"


def test_a_mail_of_theirs_keeps_nothing(pool, held, user):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    account = held("N1", since=timezone.localdate() - timedelta(days=60))
    said = Said("mail", direction="inbound")
    log_activity(actor=user("bo"), said=said, given={"account_id": "N1"})
    recycle(timezone.now())
    assert warned(account) == 1


def test_customers_with_a_won_deal_or_orders_stay(pool, held):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    held("N1", since=date(2025, 1, 2))
    Deal.objects.create(
        deal_id="D1", account_id="N1", owner_id="bo", stage="赢单", status="won",
        closed_on=date(2025, 2, 1),
    )  # fmt: skip
    done = recycle(at(feb(11)))
    assert done.looked_at == 3 and done.warned == 0, "A1 and A2 have orders"


def test_a_new_or_stricter_rule_counts_from_today(olga, held):
    held("N1", since=date(2025, 1, 2))
    made = pool_rules.make_pool(actor=olga, values={"name": "公海", "recycle_after_workdays": 60})
    assert made.starts_on == timezone.localdate()
    Pool.objects.update(starts_on=date(2025, 1, 1))
    loosened = {"recycle_after_workdays": "90", "holding_cap": 10}
    kept = pool_rules.change_pool(actor=olga, pool_id=made.pk, version=1, values=loosened)
    assert kept.starts_on == date(2025, 1, 1)
    tightened = {"recycle_after_workdays": 5}
    counted = pool_rules.change_pool(actor=olga, pool_id=made.pk, version=2, values=tightened)
    assert counted.starts_on == timezone.localdate()
    assert recycle(timezone.now()).warned == 0


def test_a_customer_belongs_to_the_first_pool_of_its_class_and_region(pool, held, user):
    pool("1 东部大客户", regions=["EAST"], classes=["A"])
    pool("2 东部", regions=["EAST"])
    held("N1", klass="A")
    held("N2")
    held("N3", region="SOUTH")
    given = {"actor": user("bo"), "reason": "预算取消"}
    assert pools.return_account(account_id="N1", **given).pool.name == "1 东部大客户"
    assert pools.return_account(account_id="N2", **given).pool.name == "2 东部"
    assert refusal(pools.return_account, account_id="N3", **given) == "no_pool_fits"


def test_a_pool_is_open_to_its_regions_and_to_those_above_them(pool, free, user):
    east, south = pool("东", regions=["EAST"]), pool("南", regions=["SOUTH"])
    everywhere = pool("全国")
    assert pools.open_pools(user("bo")) == [east, everywhere]
    assert pools.open_pools(user("cy")) == [everywhere, south]
    assert len(pools.open_pools(user("olga"))) == 3 and pools.open_pools(user("adam")) == []
    free("F1", south)
    with pytest.raises(Http404):
        pools.claim_account(actor=user("bo"), account_id="F1")
    assert AuditEntry.objects.filter(action="refuse", subject="F1").exists()


def test_claiming_takes_the_customer_out_of_the_pool_and_begins_a_stretch(pool, free, user):
    inside = pool()
    free("F1", inside)
    bo = user("bo")
    assert not seen(bo, Account).filter(pk="F1").exists(), "not theirs until claimed"
    account = pools.claim_account(actor=bo, account_id="F1")
    assert (account.owner_id, account.pool_id, account.pooled_at) == ("bo", None, None)
    assert seen(bo, Account).filter(pk="F1").exists()
    stretch = Holding.objects.get(account="F1")
    assert (stretch.began, stretch.pool, stretch.ended_at) == ("claimed", inside, None)


def test_of_two_who_claim_one_after_the_other_the_second_is_told(pool, free, user):
    free("F1", pool())
    pools.claim_account(actor=user("bo"), account_id="F1")
    assert refusal(pools.claim_account, actor=user("cy"), account_id="F1") == "not_in_pool"
    assert owner(Account.objects.get(pk="F1")) == "bo"


def test_a_pooled_customer_that_a_file_gave_an_owner_cannot_be_claimed_away(pool, free, user):
    free("F1", pool(), owner_id="cy")
    with pytest.raises(Http404):
        pools.claim_account(actor=user("bo"), account_id="F1")
    with pytest.raises(Http404):
        pools.give_pooled(actor=user("olga"), account_id="F1", person_id="bo")
    assert Account.objects.get(pk="F1").owner_id == "cy"


def test_only_sellers_claim(pool, free, user):
    free("F1", pool())
    for name in ("fay", "eve", "adam"):
        with pytest.raises(PermissionDenied):
            pools.claim_account(actor=user(name), account_id="F1")
    assert refusal(pools.claim_account, actor=user("olga"), account_id="F1") == "no_claimant"


def test_caps_leave_out_customers_that_bought(pool, free, held, user):
    inside = pool(holding_cap=2)
    for name in ("F1", "F2", "F3"):
        free(name, inside)
    held("N1")
    bo = user("bo")  # A1 is Bo's too, and has orders
    pools.claim_account(actor=bo, account_id="F1")
    assert refusal(pools.claim_account, actor=bo, account_id="F2") == "cap_reached"
    Deal.objects.create(
        deal_id="D1", account_id="N1", owner_id="bo", stage="赢单", status="won",
        closed_on=timezone.localdate(),
    )  # fmt: skip
    assert pools.claim_account(actor=bo, account_id="F2").owner_id == "bo"


def test_no_more_is_claimed_a_day_than_allowed_and_tomorrow_begins_anew(pool, free, user):
    inside = pool(claims_per_day=1)
    free("F1", inside)
    free("F2", inside)
    bo = user("bo")
    pools.claim_account(actor=bo, account_id="F1")
    assert refusal(pools.claim_account, actor=bo, account_id="F2") == "daily_limit"
    Holding.objects.update(began_at=timezone.now() - timedelta(days=1))
    assert pools.claim_account(actor=bo, account_id="F2").owner_id == "bo"


def test_who_gave_a_customer_up_waits_and_colleagues_do_not(pool, held, user):
    pool(cool_down_workdays=3)
    held("N1")
    bo, ada = user("bo"), user("ada")
    pools.return_account(actor=bo, account_id="N1", reason="联系不上")
    assert refusal(pools.claim_account, actor=bo, account_id="N1") == "cooling_down"
    assert pools.claim_account(actor=ada, account_id="N1").owner_id == "ada"


def test_returning_wants_a_reason_and_ones_own_customer(pool, held, user):
    pool()
    held("N1")
    given = {"account_id": "N1", "reason": "联系不上"}
    assert refusal(
        pools.return_account, actor=user("bo"), account_id="N1", reason="\0 "
    ) == "no_return_reason"  # fmt: skip
    with pytest.raises(Http404):
        pools.return_account(actor=user("cy"), **given)
    with pytest.raises(Conflict):
        pools.return_account(actor=user("bo"), version=9, **given)
    for name in ("fay", "eve"):
        with pytest.raises(PermissionDenied):
            pools.return_account(actor=user(name), **given)
    pools.return_account(actor=user("ada"), **given)
    stretch = Holding.objects.get(account="N1")
    assert (stretch.person_id, stretch.ended, stretch.reason) == ("bo", "returned", "联系不上")
    assert refusal(pools.return_account, actor=user("olga"), **given) == "not_held"


def test_managers_give_a_pooled_customer_to_their_team_whatever_the_cap(pool, free, user):
    free("F1", pool(holding_cap=0))
    given = {"account_id": "F1", "actor": user("ada")}
    assert refusal(pools.give_pooled, **given, person_id="cy") == "unfit_receiver"
    assert pools.give_pooled(**given, person_id="bo").owner_id == "bo"
    assert Holding.objects.get(account="F1").began == "assigned"
    with pytest.raises(PermissionDenied):
        pools.give_pooled(actor=user("bo"), account_id="F1", person_id="bo")


def test_sales_operations_move_customers_between_pools_and_fill_them(pool, free, olga, user):
    one, other = pool("一", regions=["EAST"]), pool("二", regions=["SOUTH"])
    free("F1", one)
    assert pools.move_pooled(actor=olga, account_id="F1", pool_id=other.pk).pool == other
    assert (
        refusal(pools.move_pooled, actor=olga, account_id="A1", pool_id=one.pk) == "not_that_pool"
    )
    assert refusal(pools.move_pooled, actor=olga, account_id="F1", pool_id="?") == "no_such_pool"
    Account.objects.create(account_id="W1", name="无主", region_id="EAST")
    Account.objects.create(account_id="W2", name="无区域")
    assert pools.fill_pools(actor=olga) == 1
    assert Account.objects.get(pk="W1").pool == one
    for action in (pools.fill_pools,):
        with pytest.raises(PermissionDenied):
            action(actor=user("ada"))


def test_a_pool_with_customers_stays_in_use(pool, free, olga):
    inside = pool()
    free("F1", inside)
    given = {"actor": olga, "pool_id": inside.pk, "version": None}
    assert refusal(pool_rules.change_pool, **given, values={"is_active": False}) == "pool_in_use"


@pytest.mark.parametrize("value", ["-1", "1.5", "二十", "9" * 40, "１"])
def test_a_number_that_will_not_do_is_refused(olga, value):
    values = {"name": "公海", "recycle_after_workdays": value}
    assert refusal(pool_rules.make_pool, actor=olga, values=values) == "bad_number"


def test_two_pools_do_not_share_a_name_and_only_operations_make_them(pool, olga, user):
    pool()
    assert refusal(pool_rules.make_pool, actor=olga, values={"name": " 公海"}) == "pool_name_taken"
    with pytest.raises(PermissionDenied):
        pool_rules.make_pool(actor=user("ada"), values={"name": "我的"})


def test_customers_about_to_go_are_marked_for_owner_and_manager(pool, held, user):
    pool(recycle_after_workdays=5, warn_before_workdays=2)
    near = held("N1", since=timezone.localdate() - timedelta(days=60))
    held("N2", since=timezone.localdate())
    recycle(timezone.now())
    found = marks(list(Account.objects.all()))
    assert list(found) == ["N1"] and found["N1"].contact_by >= timezone.localdate()
    assert [t.account_id for t in seen(user("bo"), Task)] == [near.pk]
    assert [t.account_id for t in seen(user("ada"), Task)] == [near.pk]
    assert not seen(user("cy"), Task).exists()
    told = Notice.objects.filter(kind="pool_warning").values_list("user__username", "record_id")
    assert sorted(told) == [("ada", "N1"), ("bo", "N1")]


def test_a_rule_is_replayed_before_it_is_saved(held, olga):
    today = timezone.localdate()
    claimed = today - timedelta(days=300)
    for name in ("N1", "N2"):
        held(name, since=claimed, created_on=claimed)
    Activity.objects.create(
        activity_id="V1", kind="visit", direction="outbound", happened_at=at(today - timedelta(1)),
        person_id="bo", account_id="N1",
    )  # fmt: skip
    Deal.objects.create(
        deal_id="D1", account_id="N1", owner_id="bo", stage="赢单", status="won",
        closed_on=today - timedelta(days=2),
    )  # fmt: skip
    found = replaying.replayed(pool_rules.draft({"recycle_after_workdays": "30"}))
    assert sorted(one.spell.account_id for one in found.recycled) == ["N1", "N2"]
    assert [one.spell.account_id for one in found.later_won] == ["N1"]
    long = replaying.replayed(pool_rules.draft({"recycle_after_workdays": "250"}))
    assert long.recycled == ()
    assert not Pool.objects.exists() and not Holding.objects.exists()


def test_whoever_claims_is_led_to_the_customer(pool, free, signed_in):
    free("F1", pool())
    answer = signed_in("bo").post("/pool/F1/claim", follow=True)
    assert '<a href="/accounts/F1">打开客户</a>' in html(answer)
