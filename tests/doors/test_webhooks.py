"""Events go out signed, are tried again, given up at last, and tell only what the owner may see."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from salesops.selling.endpoints import is_public, url_fault
from salesops.selling.hooks import RETRY_AFTER, Call, is_genuine
from salesops.web.automation import delivering
from salesops.web.automation.actions import set_rule
from salesops.web.automation.actions_webhooks import (
    new_secret,
    remove_webhook,
    send_again,
    set_webhook,
    switch_webhook,
    try_webhook,
)
from salesops.web.automation.delivering import call_webhooks, sweep_sent
from salesops.web.automation.models import Delivery, Webhook
from salesops.web.automation.run import run_rules
from salesops.web.calling import answer_to
from salesops.web.crm.actions.accounts import change_account
from salesops.web.crm.models import Account
from salesops.web.notices.models import Notice
from salesops.web.people.models import User
from salesops.web.posting import Post
from salesops.web.problems import Refused
from salesops.web.workspace.models import AuditEntry, Outbox
from tests.doors.receivers import receiving

pytestmark = pytest.mark.django_db
LONG = 20


@pytest.fixture(autouse=True)
def private(settings, db):
    settings.SALESOPS_WEBHOOK_PRIVATE = True
    settings.SALESOPS_WEBHOOK_SECONDS = 10
    delivering.post = Post(is_dead=lambda answer: answer.status is None)
    Outbox.objects.all().delete()


@pytest.fixture
def olga(user):
    return user("olga")


@pytest.fixture
def hook(olga):
    def made(url, name="ERP", events=("accounts.changed",), **more):
        values = {"name": name, "url": url, "events": list(events), **more}
        return set_webhook(actor=olga, values=values)

    return made


def happens(olga, account="A1", **values):
    change_account(actor=olga, account_id=account, values=values or {"note": "x"})
    run_rules(timezone.now())


def test_an_event_arrives_signed_with_what_changed(hook, olga):
    with receiving() as there:
        _kept, secret = hook(there.url)
        happens(olga, klass="A")
        now = timezone.now()
        assert call_webhooks(now, LONG) == 1
        assert call_webhooks(now, LONG) == 0
    got = there.got[0]
    stamp, told = int(got.headers["x-salesops-timestamp"]), got.headers["x-salesops-signature"]
    assert is_genuine(secret, stamp, got.body, told, int(now.timestamp()))
    assert not is_genuine("other", stamp, got.body, told, int(now.timestamp()))
    event = got.told
    assert (event["event"], event["record_id"], event["by"]) == ("accounts.changed", "A1", "olga")
    assert event["changes"] == {"klass": ["", "A"]} and event["record"]["name"] == "东方机械"
    kept = Delivery.objects.get()
    assert (kept.state, kept.status, kept.attempts) == ("delivered", 200, 1)
    assert got.headers["x-salesops-delivery"] == kept.pk == event["id"]


def test_only_what_a_webhook_waits_for_is_sent(hook, olga):
    with receiving() as there:
        hook(there.url, events=("accounts.created", "deals.*"))
        happens(olga)
    assert not Delivery.objects.exists()


def test_an_endpoint_that_fails_twice_is_asked_again_later_and_gets_it_once(hook, olga):
    with receiving(statuses=(500, 503, 200)) as there:
        hook(there.url)
        happens(olga)
        at = timezone.now()
        for wait in (*RETRY_AFTER[:2], timedelta()):
            call_webhooks(at, LONG)
            assert call_webhooks(at + wait - timedelta(seconds=1), LONG) == 0
            at += wait
    kept = Delivery.objects.get()
    assert (kept.state, kept.attempts, len(there.got)) == ("delivered", 3, 3)
    assert len({got.headers["x-salesops-delivery"] for got in there.got}) == 1


def test_after_the_last_try_it_is_given_up_and_its_owner_told(hook, olga):
    with receiving(statuses=(500,)) as there:
        hook(there.url)
        happens(olga)
        at = timezone.now()
        for wait in (*RETRY_AFTER, timedelta()):
            call_webhooks(at, LONG)
            at += wait
    kept = Delivery.objects.get()
    assert (kept.state, kept.attempts) == ("given_up", len(RETRY_AFTER) + 1)
    told = Notice.objects.get(kind="webhook_failed")
    assert told.user == olga and "ERP" in told.title


def test_a_refusal_is_not_asked_again_but_may_be_sent_once_more(hook, olga):
    with receiving(statuses=(410, 200)) as there:
        hook(there.url)
        happens(olga)
        call_webhooks(timezone.now(), LONG)
        kept = Delivery.objects.get()
        assert (kept.state, kept.status) == ("given_up", 410)
        send_again(actor=olga, delivery_id=kept.pk)
        call_webhooks(timezone.now(), LONG)
        kept.refresh_from_db()
        assert (kept.state, len(there.got)) == ("delivered", 2)
        assert AuditEntry.objects.filter(action="send_again").count() == 1


def test_an_endpoint_that_hangs_makes_nobody_else_wait(hook, olga, settings):
    with receiving(wait_for=threading.Event()) as hung, receiving() as fine:
        hook(hung.url, "hangs")
        for _ in range(3):
            happens(olga, note=str(timezone.now()))
        hook(fine.url, "fine")
        happens(olga, note="last")
        call_webhooks(timezone.now(), 0)
        assert fine.arrivals.get(timeout=LONG) and hung.arrivals.get(timeout=LONG)
        states = {name: Delivery.objects.filter(webhook__name=name, state="waiting").count()
                  for name in ("hangs", "fine")}  # fmt: skip
        assert states["hangs"] == 4
        call_webhooks(timezone.now(), 0)
        assert len(hung.got) == 1, "one call at a time to an endpoint that does not answer"
        hung.wait_for.set()
        call_webhooks(timezone.now(), LONG)
    assert Delivery.objects.filter(state="delivered").count() == 5


def test_an_endpoint_that_hangs_too_long_has_not_answered_and_the_rest_waits(hook, olga, settings):
    settings.SALESOPS_WEBHOOK_SECONDS = 1
    with receiving(wait_for=threading.Event()) as hung:
        hook(hung.url)
        for number in range(3):
            happens(olga, note=str(number))
        call_webhooks(timezone.now(), LONG)
        # Sent in time, but a busy machine may come to read it late.
        assert hung.arrivals.get(timeout=LONG) and len(hung.got) == 1
    first, *rest = Delivery.objects.order_by("next_at").reverse()
    assert (first.attempts, first.state) == (1, "waiting") and "1 秒内" in first.answer
    assert [one.attempts for one in rest] == [0, 0]


def test_what_trickles_for_ever_is_cut_off():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def trickle():
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                try:
                    while not over.wait(0.02):
                        connection.sendall(b"H")
                except OSError:
                    return

        thread = threading.Thread(target=trickle)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        found = answer_to(Call(url, {}, b"{}"), seconds=0.3, private=True)
        over.set()
        thread.join()
    assert found.status is None and found.milliseconds < LONG * 1000


def test_a_redirect_is_an_answer_and_is_not_followed(hook, olga):
    with receiving() as goal, receiving(statuses=(302,), headers={"Location": ""}) as there:
        there.headers["Location"] = goal.url
        hook(there.url)
        happens(olga)
        call_webhooks(timezone.now(), LONG)
    assert Delivery.objects.get().status == 302 and goal.got == []


def test_addresses_inside_the_network_are_refused_where_they_lead(hook, olga, settings):
    settings.SALESOPS_WEBHOOK_PRIVATE = False
    with receiving() as there:
        hook(there.url.replace("127.0.0.1", "localhost"))
        happens(olga)
        call_webhooks(timezone.now(), LONG)
    kept = Delivery.objects.get()
    assert there.got == [] and kept.state == "given_up" and "内网" in kept.answer


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
     "100.64.1.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1", "::",
     "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_no_address_of_the_house_counts_as_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:1.1.1.1"])
def test_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["", "erp", "ftp://x.cn", "https://", "https://a:b@x.cn/", "http://x.cn:99999/",
     "https://x.cn/a b", "https://x.cn/\r\nHost: y", "file:///etc/passwd", "http://[::1"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_it_is_kept(hook, url):
    assert url_fault(url) is not None
    with pytest.raises(Refused):
        hook(url)


def test_a_long_answer_is_cut(hook, olga):
    with receiving(statuses=(500,), answer=b"x" * 100_000) as there:
        hook(there.url)
        happens(olga)
        call_webhooks(timezone.now(), LONG)
    assert len(Delivery.objects.get().answer) == 1000


def test_what_the_owner_may_not_see_when_it_is_sent_is_withheld(hook, olga, user):
    with receiving() as there:
        hook(there.url)
        Webhook.objects.update(owner=user("bo"))
        happens(olga, "A2")
        happens(olga, "A1")
        Account.objects.filter(pk="A1").update(owner="cy")
        call_webhooks(timezone.now(), LONG)
        assert set(Delivery.objects.values_list("state", flat=True)) == {"withheld"}
        Account.objects.filter(pk="A1").update(owner="bo")
        happens(olga, "A1", note="2")
        call_webhooks(timezone.now(), LONG)
    assert [got.told["record_id"] for got in there.got] == ["A1"]


def test_a_webhook_of_somebody_shut_out_tells_nothing(hook, olga):
    with receiving() as there:
        hook(there.url)
        happens(olga)
        User.objects.filter(pk=olga.pk).update(is_active=False)
        call_webhooks(timezone.now(), LONG)
    assert there.got == [] and Delivery.objects.get().state == "withheld"


def test_a_rule_calls_a_webhook_by_its_name(hook, olga):
    with receiving() as there:
        hook(there.url, events=("rules",))
        when = {"kind": "changed", "table": "accounts"}
        action = {"do": "call_webhook", "webhook": "ERP"}
        set_rule(actor=olga, definition={"name": "A 类", "is_active": True, "when": when,
                                         "actions": [action]})  # fmt: skip
        happens(olga, klass="A")
        call_webhooks(timezone.now(), LONG)
    told = there.got[0].told
    assert (told["event"], told["rule"], told["changes"]) == (
        "accounts.rule", "A 类", {"klass": ["", "A"]},
    )  # fmt: skip


def test_a_test_event_is_about_nothing(hook, olga, user):
    with receiving() as there:
        kept, _ = hook(there.url)
        try_webhook(actor=user("adam"), webhook_id=kept.pk)
        call_webhooks(timezone.now(), LONG)
    assert there.got[0].told["event"] == "ping" and "record" not in there.got[0].told


def test_a_secret_is_told_once_kept_sealed_and_can_be_changed(hook, olga):
    with receiving() as there:
        kept, secret = hook(there.url)
        assert secret not in Webhook.objects.get().secret
        assert set_webhook(actor=olga, webhook_id=kept.pk, values={"name": "ERP 2"})[1] == ""
        fresh = new_secret(actor=olga, webhook_id=kept.pk)
        happens(olga)
        call_webhooks(timezone.now(), LONG)
    got = there.got[0]
    stamp, told = int(got.headers["x-salesops-timestamp"]), got.headers["x-salesops-signature"]
    assert is_genuine(fresh, stamp, got.body, told, stamp)
    assert not is_genuine(secret, stamp, got.body, told, stamp)
    assert secret not in str(list(AuditEntry.objects.values_list("changes", "details")))


def test_only_operations_own_webhooks_and_administrators_only_stop_them(hook, user):
    kept, _ = hook("https://erp.example/hook")
    with pytest.raises(Refused):
        set_webhook(actor=user("adam"), webhook_id=kept.pk, values={"url": "https://evil.example"})
    switch_webhook(actor=user("adam"), webhook_id=kept.pk, is_active=False)
    for who in ("ada", "bo", "fay", "eve"):
        for act in (switch_webhook, remove_webhook, try_webhook):
            more = {"is_active": True} if act is switch_webhook else {}
            with pytest.raises(PermissionDenied):
                act(actor=user(who), webhook_id=kept.pk, **more)
    remove_webhook(actor=user("adam"), webhook_id=kept.pk)
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("events", [[], ["pay.changed"], "accounts.changed"])
def test_events_that_are_none_are_refused(hook, events):
    with pytest.raises(Refused):
        hook("https://erp.example/hook", events=events)


def test_what_was_settled_a_month_ago_is_forgotten_and_what_waits_is_not(hook, olga):
    with receiving() as there:
        hook(there.url)
        happens(olga)
        call_webhooks(timezone.now(), LONG)
        happens(olga, note="waits")
    sweep_sent(timezone.now() + timedelta(days=31))
    assert Delivery.objects.get().state == "waiting"


def test_a_webhook_is_made_on_its_page_and_its_secret_shown_once(signed_in, olga):
    browser = signed_in("olga")
    with receiving() as there:
        typed = {"name": "ERP", "url": there.url, "events": ["accounts.changed"]}
        made = browser.post("/webhooks", typed).content.decode()
        assert 'class="secret"' in made
        assert 'class="secret"' not in browser.get("/webhooks").content.decode()
        kept = Webhook.objects.get()
        browser.post(f"/webhooks/{kept.pk}", {"do": "try"})
        happens(olga)
        call_webhooks(timezone.now(), LONG)
        shown = browser.get("/webhooks").content.decode()
        assert "东方机械" in shown and len(there.got) == 2
        hidden = signed_in("adam").get("/webhooks").content.decode()
        assert "东方机械" not in hidden and "A1" in hidden
        first = Delivery.objects.first()
        assert browser.post(f"/webhooks/deliveries/{first.pk}").status_code == 302
        call_webhooks(timezone.now(), LONG)
        assert len(there.got) == 3
    refused = signed_in("adam").post("/webhooks", typed)
    assert refused.status_code == 422
    wrong = browser.post("/webhooks", {**typed, "url": "nonsense"})
    assert wrong.status_code == 422 and "nonsense" in wrong.content.decode()
