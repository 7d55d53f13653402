"""People are told in the application, by mail and in chats; nobody of what is not theirs."""

import email
import json
from datetime import timedelta
from email.policy import default

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from salesops.kernel.problem import Problem
from salesops.selling.letters import KINDS, RULE_SAYS, Taste
from salesops.web.crm.actions.tasks import add_task
from salesops.web.notices.actions import About, mark_read, notify, set_tastes, unread_count
from salesops.web.notices.actions_channels import remove_channel, set_channel, try_channel, try_mail
from salesops.web.notices.addressing import manager_of
from salesops.web.notices.delivering import send_messages
from salesops.web.notices.models import Channel, Message, Notice
from salesops.web.notices.reminding import remind_of_tasks
from salesops.web.people.models import Delegation, Team, User
from salesops.web.problems import Refused
from salesops.web.workspace.models import AuditEntry
from tests.doors.receivers import mail_server, receiving

pytestmark = pytest.mark.django_db

WORDS = Problem(RULE_SAYS, values={"message": "客户“东方机械”该联系了", "rule": "回访"})
A1 = About("accounts", "A1")
LONG = 20


@pytest.fixture(autouse=True)
def private(settings):
    settings.SALESOPS_WEBHOOK_PRIVATE = True
    settings.SALESOPS_URL = "https://sales.example"
    settings.SALESOPS_SMTP_URL = ""


@pytest.fixture
def bo(user):
    return user("bo")


@pytest.fixture
def robot(user):
    def made(url, **values):
        team = Team.objects.get(path="销售部/一组").pk
        given = {"name": "一组群", "format": "feishu", "url": url, "team_id": team, **values}
        return set_channel(actor=user("adam"), values=given)

    return made


def wants(user, kind="rule", **ways):
    set_tastes(actor=user, tastes={kind: Taste(**ways)})


def test_who_is_told_finds_it_unread_and_reads_it_once(bo):
    told = notify(to="bo", kind="rule", words=WORDS, about=A1).notices
    assert [(n.user, n.title, n.body) for n in told] == [
        (bo, "客户“东方机械”该联系了", "规则“回访”")
    ]
    assert unread_count(bo) == 1
    assert mark_read(actor=bo) == 1 and mark_read(actor=bo) == 0
    assert unread_count(bo) == 0


def test_everybody_is_told_in_their_own_language(bo):
    User.objects.filter(pk=bo.pk).update(language="en")
    assert notify(to="bo", kind="rule", words=WORDS).notices[0].body == 'By the rule "回访"'


def test_nobody_is_told_of_a_record_they_may_not_see(user):
    told = notify(to="cy", kind="rule", words=WORDS, about=A1)
    assert (told.notices, told.kept_from) == ([], [user("cy")])
    assert not Notice.objects.exists()


def test_whoever_stands_in_is_told_too(user):
    today = timezone.localdate()
    Delegation.objects.create(
        absent_id="bo", stand_in_id="cy", starts_on=today, ends_before=today + timedelta(days=2),
        made_at=timezone.now(),
    )  # fmt: skip
    told = notify(to="bo", kind="rule", words=WORDS, about=A1).notices
    assert {n.user.username for n in told} == {"bo", "cy"}


def test_one_key_is_told_once(bo):
    for _ in range(2):
        notify(to="bo", kind="rule", words=WORDS, about=About(key="once"))
    assert unread_count(bo) == 1


def test_the_manager_is_whom_they_report_to_or_who_leads_the_team_above():
    today = timezone.localdate()
    assert manager_of("bo", today) == "ada"
    assert manager_of("cy", today) is None
    from salesops.web.people.models import Position

    Position.objects.filter(person_id="bo").update(manager=None)
    assert manager_of("bo", today) == "ada"


def test_mail_goes_out_once_with_subject_and_link(settings, bo):
    User.objects.filter(pk=bo.pk).update(email="bo@example.cn")
    bo.refresh_from_db()
    with mail_server() as (url, mails):
        settings.SALESOPS_SMTP_URL = url
        wants(bo, mail=True)
        notify(to="bo", kind="rule", words=WORDS)
        now = timezone.now()
        assert send_messages(now, LONG) == 1
        assert send_messages(now + timedelta(hours=1), LONG) == 0
    assert len(mails) == 1
    mail = email.message_from_string(mails[0], policy=default)
    assert mail["To"] == "bo@example.cn" and mail["Subject"] == "客户“东方机械”该联系了"
    assert "https://sales.example/notices" in mail.get_content()
    assert Message.objects.get().state == "sent"


def test_a_mail_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(settings, bo):
    User.objects.filter(pk=bo.pk).update(email="bo@example.cn")
    bo.refresh_from_db()
    said = ["451 busy"]
    now = timezone.now()
    with mail_server(lambda verb: said[0] if verb == "RCPT" else "") as (url, mails):
        settings.SALESOPS_SMTP_URL = url
        wants(bo, mail=True)
        notify(to="bo", kind="rule", words=WORDS, at=now)
        send_messages(now, LONG)
        waiting = Message.objects.get()
        assert (waiting.state, waiting.attempts) == ("waiting", 1)
        assert waiting.next_at == now + timedelta(minutes=1) and "451" in waiting.fault
        assert send_messages(now + timedelta(seconds=59), LONG) == 0
        said[0] = "550 nobody"
        send_messages(now + timedelta(minutes=1), LONG)
    assert Message.objects.get().state == "given_up" and mails == []


def test_a_password_is_not_sent_to_a_server_without_encryption():
    from salesops.web.letterbox import letter, posted, server_of

    with mail_server() as (url, mails):
        given = server_of(url.replace("//", "//bo:secret@").replace("127.0.0.1", "127.0.0.2"))
        found = posted(given, letter("a@b.cn", "c@d.cn", "x", "y", ""), 5)
    assert not found.is_taken and not mails


def test_a_teams_chat_is_told_of_the_kind_and_never_of_the_customer(bo, robot):
    with receiving(answer=b'{"code": 0}') as chat:
        robot(chat.url, secret="geheim")
        wants(bo, chat=True)
        notify(to="bo", kind="rule", words=WORDS, about=A1)
        assert send_messages(timezone.now(), LONG) == 1
    told = chat.got[0].told
    text = json.dumps(told, ensure_ascii=False)
    assert told["msg_type"] == "interactive" and told["sign"]
    assert "致 Bo" in text and "东方机械" not in text
    assert Message.objects.get().state == "sent"


def test_ones_own_robot_comes_before_the_teams(bo, robot):
    with receiving(answer=b"{}") as team, receiving(answer=b'{"errcode": 0}') as own:
        robot(team.url)
        robot(own.url, name="Bo", format="wecom", team_id=None, user_id=bo.pk)
        wants(bo, chat=True)
        notify(to="bo", kind="rule", words=WORDS)
        send_messages(timezone.now(), LONG)
    assert (len(team.got), len(own.got)) == (0, 1)


def test_a_robot_that_refuses_for_good_is_not_asked_again(bo, robot):
    with receiving(answer=b'{"code": 19021, "msg": "sign match fail"}') as chat:
        robot(chat.url)
        wants(bo, chat=True)
        notify(to="bo", kind="rule", words=WORDS)
        send_messages(timezone.now(), LONG)
    kept = Message.objects.get()
    assert kept.state == "given_up" and "sign match fail" in kept.fault


def test_addresses_of_robots_are_sealed_and_show_only_their_end(robot):
    kept = robot("https://open.feishu.cn/open-apis/bot/v2/hook/abcdefgh")
    raw = Channel.objects.values("url", "secret", "shown_url").get(pk=kept.pk)
    assert "feishu" not in raw["url"] and raw["shown_url"] == "open.feishu.cn/…efgh"
    assert "abcdefgh" not in json.dumps(list(AuditEntry.objects.values_list("changes", flat=True)))


def test_a_robot_can_be_tried_and_taken_away_by_editors_only(user, robot, bo):
    with receiving(answer=b'{"code": 0}') as chat:
        kept = robot(chat.url)
        try_channel(actor=user("olga"), channel_id=kept.pk, language="zh")
        assert len(chat.got) == 1
        chat.answer = b'{"code": 9499}'
        with pytest.raises(Refused):
            try_channel(actor=user("olga"), channel_id=kept.pk, language="zh")
        with pytest.raises(PermissionDenied):
            try_channel(actor=bo, channel_id=kept.pk, language="zh")
    remove_channel(actor=user("adam"), channel_id=kept.pk)
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    "values",
    [{"team_id": None}, {"url": "ftp://x"}, {"url": "https://u:p@x.cn"}, {"url": ""}],
)
def test_a_robot_of_nobody_or_nowhere_is_refused(robot, values):
    with pytest.raises(Refused):
        robot(**{"url": "https://x.cn/1", **values})


def test_a_test_mail_reaches_whoever_asks_or_says_why_not(settings, user):
    adam = user("adam")
    with pytest.raises(Refused, match="No mail server"):
        try_mail(actor=adam, language="zh")
    with mail_server() as (url, mails):
        settings.SALESOPS_SMTP_URL = url
        with pytest.raises(Refused, match="no mail address"):
            try_mail(actor=adam, language="zh")
        User.objects.filter(pk=adam.pk).update(email="adam@example.cn")
        adam.refresh_from_db()
        assert try_mail(actor=adam, language="zh") == "adam@example.cn"
    assert len(mails) == 1
    with pytest.raises(Refused, match="not sent"):
        try_mail(actor=adam, language="zh")


def test_tasks_due_today_and_overdue_are_told_every_morning_once(bo):
    now = timezone.now()
    for title, days in (("报价", 0), ("回访", -2), ("以后", 3)):
        at = timezone.localtime(now).replace(hour=12) + timedelta(days=days)
        add_task(actor=bo, title=title, due_at=at)
    assert remind_of_tasks(now) == 2
    assert remind_of_tasks(now) == 0
    found = dict(Notice.objects.filter(user=bo).values_list("kind", "body"))
    assert found == {"task_due": "报价", "task_overdue": "回访"}
    assert remind_of_tasks(now + timedelta(days=1)) == 1
    assert not Notice.objects.exclude(user=bo).exists()


def test_the_page_shows_mine_follows_and_marks_and_cy_finds_no_trace_of_bos(signed_in, bo):
    notice = notify(to="bo", kind="rule", words=WORDS, about=A1).notices[0]
    mine, other = signed_in("bo"), signed_in("cy")
    assert "东方机械" in mine.get("/notices").content.decode()
    assert '<b class="count">1</b>' in mine.get("/notices/bell").content.decode()
    for path in ("/notices", "/notices/bell", "/notices?kind=rule", "/"):
        text = other.get(path).content.decode()
        assert "东方机械" not in text and 'class="count"' not in text
    assert other.post(f"/notices/{notice.pk}/follow").status_code == 404
    other.post("/notices/read", {"id": notice.pk})
    assert unread_count(bo) == 1
    assert mine.post(f"/notices/{notice.pk}/follow").status_code == 302
    assert unread_count(bo) == 0


def test_the_bell_costs_few_queries_however_much_there_is(signed_in, django_assert_max_num_queries):
    browser = signed_in("bo")
    for _ in range(30):
        notify(to="bo", kind="rule", words=WORDS)
    browser.get("/notices/bell")
    with django_assert_max_num_queries(9):
        browser.get("/notices/bell")


def test_tastes_are_kept_by_the_page_and_hidden_kinds_are_not_shown(signed_in, bo):
    browser = signed_in("bo")
    wanted = {f"{kind}-in_app": "on" for kind in KINDS if kind != "rule"}
    assert browser.post("/settings/notices", wanted).status_code == 302
    notify(to="bo", kind="rule", words=WORDS)
    assert unread_count(bo) == 0
    assert "东方机械" not in browser.get("/notices").content.decode()
    assert browser.get("/settings/notices").status_code == 200


def test_channels_are_the_editors_and_what_was_typed_wrongly_stays(signed_in):
    assert signed_in("bo").get("/settings/channels").status_code == 403
    browser = signed_in("adam")
    typed = {"name": "华东群", "format": "wecom", "url": "nonsense", "team_id": ""}
    answer = browser.post("/settings/channels", typed)
    assert answer.status_code == 422 and "华东群" in answer.content.decode()


def test_rest_lists_mine_and_marks_mine(token, bo):
    first = notify(to="bo", kind="rule", words=WORDS, about=A1).notices[0]
    notify(to="bo", kind="rule", words=WORDS)

    def ask(who, method, path, body=None):
        answer = Client().generic(
            method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json",
            headers=token(who, "read", "write"),
        )  # fmt: skip
        return json.loads(answer.content)

    page = ask("bo", "GET", "/notices?limit=1")
    assert page["unread"] == 2 and len(page["items"]) == 1
    rest = ask("bo", "GET", f"/notices?limit=1&cursor={page['next']}")
    assert (rest["items"][0]["id"], rest["next"]) == (first.pk, None)
    assert ask("cy", "GET", "/notices") == {"items": [], "next": None, "unread": 0}
    assert ask("cy", "POST", "/notices/read", {"ids": [first.pk]})["read"] == 0
    assert ask("bo", "POST", "/notices/read", {"ids": [first.pk]}) == {"read": 1, "unread": 1}
    assert len(ask("bo", "GET", "/notices?unread=true")["items"]) == 1


def test_an_import_tells_whoever_started_it(user, home, tmp_path):
    from salesops.web.imports.models import ImportJob
    from salesops.web.notices.imported import tell_import

    job = ImportJob.objects.create(
        table="orders", filename="十月.csv", upload=str(tmp_path / "x"), size=1,
        made_by=user("olga"), made_at=timezone.now(), state="done",
        result={"rows": 12, "accepted": 11, "rejected": 1},
    )  # fmt: skip
    for _ in range(2):
        tell_import(job)
    assert Notice.objects.get().title == "十月.csv 已导入：11 行，拒绝 1 行"
