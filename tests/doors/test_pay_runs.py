"""Pay: run by four eyes, issued once, closed for ever; nobody reads what is not theirs to see."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from salesops.ledger.calendar import fiscal_months
from salesops.web.access import Owner
from salesops.web.imports.actions import import_file
from salesops.web.notices.models import Notice
from salesops.web.pay import deciding_views, jobs, storing
from salesops.web.pay.actions.adjusting import approve_adjustment, propose_adjustment
from salesops.web.pay.actions.disputing import (
    Place,
    accept_dispute,
    acknowledge_statement,
    dispute_statement,
    reject_dispute,
)
from salesops.web.pay.actions.runs import approve_pay, calculate_pay, close_pay, issue_pay
from salesops.web.pay.api import told as rest
from salesops.web.pay.models import Adjustment, Dispute, Entry, PayRun, Statement
from salesops.web.pay.shown import clock_of
from salesops.web.pay.telling import tell_issued
from salesops.web.pay_plans.models import PayAssignment
from salesops.web.people.models import Person
from salesops.web.problems import Refused
from salesops.web.workspace.actions import take_snapshot
from salesops.web.workspace.models import AuditEntry, Workspace
from tests.doors.reading import read, said
from tests.doors.test_pay_plans import approved, put, text
from tests.doors.world import AS_OF, text_of

__all__ = ["approved"]
pytestmark = pytest.mark.django_db
LATE = text_of("orders").splitlines()[0] + "\n9,O9,2025-01-15,A1,P1,bo,EAST,5,500.00,300\n"


def granted(user, name="olga"):
    """Olga of operations may see everybody's pay."""
    who = user(name)
    who.sees_pay = True
    who.save(update_fields=["sees_pay"])
    return who


@pytest.fixture
def paying(user, approved):
    """Bo and Cy on a plan of 2 %; Olga may see pay."""
    granted(user)
    put(user, approved(), "bo", "cy")


@pytest.fixture
def calculated(user, paying):
    """A period calculated for Olga."""

    def made(period="2025-01", who="olga"):
        run = calculate_pay(actor=user(who), period=period)
        jobs.run_pay.call(run.pk)
        run.refresh_from_db()
        assert run.status == "review", run.failure
        return run

    return made


@pytest.fixture
def issued(user, calculated):
    """The same, approved and issued by Fay."""

    def made(period="2025-01"):
        run = calculated(period)
        approve_pay(actor=user("fay"), run_id=run.pk)
        return issue_pay(actor=user("fay"), run_id=run.pk)

    return made


def statement(person, period="2025-01"):
    return Statement.objects.get(person=person, run__period=period)


def code(error):
    problem = error.value.problem
    assert all(problem.reason(lang) and problem.remedy(lang) for lang in ("zh", "en"))
    return problem.code


def bring_late(home, tmp_path):
    file = tmp_path / "late.csv"
    file.write_text(LATE, encoding="utf-8")
    assert not import_file(actor=Owner(), table="orders", source=file).outcome.problems
    take_snapshot(actor=Owner(), as_of=AS_OF)


def test_a_run_pays_everybody_by_their_plan_with_the_orders_behind(calculated):
    run = calculated()
    assert {s.person_id: s.due for s in run.statements.all()} == {"bo": 20, "cy": 10}
    (part,) = statement("bo").parts.all()
    assert part.orders == [["O1", "2025-01-10", "1000", "20.00"]]
    assert [line["amount"] for line in part.lines] == ["20.00"] and run.fingerprint
    assert [(a["kind"], a["payee"]) for a in run.anomalies] == [
        ("first_pay", "bo"), ("first_pay", "cy"),
    ]  # fmt: skip


def test_whoever_calculated_does_not_approve_and_nobody_their_own_pay(user, calculated):
    run = calculated()
    with pytest.raises(Refused) as error:
        approve_pay(actor=user("olga"), run_id=run.pk)
    assert code(error) == "pay_four_eyes"
    fay = user("fay")
    fay.person_id = "bo"
    fay.save(update_fields=["person"])
    with pytest.raises(Refused) as error:
        approve_pay(actor=fay, run_id=run.pk)
    assert code(error) == "pay_own"
    run.refresh_from_db()
    assert run.status == "review"


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "eve", "adam"])
def test_only_finance_and_granted_operations_run_the_pay(name, user, calculated):
    run = calculated()
    for done in (
        lambda: calculate_pay(actor=user(name), period="2025-02"),
        lambda: approve_pay(actor=user(name), run_id=run.pk),
        lambda: propose_adjustment(actor=user(name), person_id="bo", period="2025-01",
                                   amount=Decimal(1), reason="other", text="x"),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            done()
    assert not Adjustment.objects.exists() and PayRun.objects.count() == 1


def test_operations_that_were_not_granted_see_no_run(user, calculated, signed_in):
    run = calculated()
    olga = user("olga")
    olga.sees_pay = None
    olga.save(update_fields=["sees_pay"])
    assert signed_in("olga").get(f"/pay/runs/{run.pk}").status_code == 403
    assert signed_in("olga").get("/pay").url == "/pay/mine"
    with pytest.raises(PermissionDenied):
        calculate_pay(actor=olga, period="2025-02")


def test_late_orders_change_nothing_closed_and_are_due_in_the_open_period(
    user, issued, calculated, home, tmp_path
):
    run = close_pay(actor=user("fay"), run_id=issued().pk)
    before = storing.content(run)
    bring_late(home, tmp_path)
    with pytest.raises(Refused) as error:
        calculate_pay(actor=user("olga"), period="2025-01")
    assert code(error) == "pay_not_now"
    calculated("2025-02")
    late = statement("bo", "2025-02")
    (part,) = late.parts.all()
    assert (part.period, part.entitled, part.issued, part.due) == ("2025-01", 30, 20, 10)
    assert late.due == 10 and statement("cy", "2025-02").due == 0
    assert storing.content(PayRun.objects.get(pk=run.pk)) == before
    assert storing.sealed(run) == run.seal


def test_running_twice_pays_nothing_twice(user, issued, calculated):
    issued()
    again = calculated("2025-02")
    assert {s.due for s in again.statements.all()} == {Decimal(0)}
    approve_pay(actor=user("fay"), run_id=again.pk)
    issue_pay(actor=user("fay"), run_id=again.pk)
    assert [(e.person_id, e.amount) for e in Entry.objects.all()] == [("bo", 20), ("cy", 10)]
    with pytest.raises(Refused) as error:
        issue_pay(actor=user("fay"), run_id=again.pk)
    assert code(error) == "pay_not_now"


def test_what_was_calculated_before_something_else_was_issued_is_calculated_again(user, calculated):
    first, second = calculated("2025-01"), calculated("2025-02")
    approve_pay(actor=user("fay"), run_id=second.pk)
    with pytest.raises(Refused) as error:
        issue_pay(actor=user("fay"), run_id=second.pk)
    assert code(error) == "pay_earlier_open"
    approve_pay(actor=user("fay"), run_id=first.pk)
    issue_pay(actor=user("fay"), run_id=first.pk)
    with pytest.raises(Refused) as error:
        issue_pay(actor=user("fay"), run_id=second.pk)
    assert code(error) == "pay_stale"
    assert sum(e.amount for e in Entry.objects.all()) == 30


def test_a_calculation_killed_while_it_writes_leaves_what_stood_before(
    user, calculated, monkeypatch
):
    run = calculated()
    before = list(run.statements.values_list("pk", "due"))
    calculate_pay(actor=user("olga"), period="2025-01")

    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(storing, "last_seen", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_pay.call(run.pk)
    run.refresh_from_db()
    assert run.status == "calculating" and list(run.statements.values_list("pk", "due")) == before
    jobs.run_pay.call(run.pk)
    run.refresh_from_db()
    assert run.status == "review" and list(run.statements.values_list("pk", "due")) == before


def test_a_calculation_that_breaks_says_why_and_pays_nobody(user, paying, monkeypatch):
    run = calculate_pay(actor=user("olga"), period="2025-01")
    monkeypatch.setattr(jobs, "whole_ledger", lambda _owner: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        jobs.run_pay.call(run.pk)
    run.refresh_from_db()
    assert run.status == "failed" and "ZeroDivisionError" in run.failure
    assert not run.statements.exists()


def test_who_is_on_no_plan_is_named_with_the_amount_and_the_others_are_paid(user, approved):
    granted(user)
    put(user, approved(), "bo")
    run = calculate_pay(actor=user("olga"), period="2025-01")
    jobs.run_pay.call(run.pk)
    run.refresh_from_db()
    told = run.anomalies[0]
    assert told["kind"] == "no_plan" and "Cy" in told["zh"][0] and "500" in told["zh"][0]
    assert [s.person_id for s in run.statements.all()] == ["bo"]


def test_credits_after_leaving_and_missing_rates_are_told_by_name_and_amount(user, approved):
    granted(user)
    put(user, approved(text()), "bo", currency="USD")
    Person.objects.filter(pk="cy").update(left_on=date(2025, 1, 15))
    run = calculate_pay(actor=user("olga"), period="2025-01")
    jobs.run_pay.call(run.pk)
    run.refresh_from_db()
    told = {a["kind"]: a["zh"][0] for a in run.anomalies}
    assert "Cy" in told["left"] and "2025-01-15" in told["left"] and "500" in told["left"]
    assert "Bo" in told["out"] and "USD" in told["out"] and "20" in told["out"]
    assert not run.statements.exists()


def test_a_statement_is_read_by_its_owner_and_their_manager_and_never_by_cy(
    issued, signed_in, token, user
):
    issued()
    bo = statement("bo").pk
    paths = (
        f"/pay/statements/{bo}", f"/pay/statements/{bo}/file.pdf",
        f"/pay/statements/{bo}/file.xlsx", f"/api/v1/pay/statements/{bo}",
        f"/api/v1/pay/statements/{bo}/file.pdf",
    )  # fmt: skip
    for name, status in (("bo", 200), ("ada", 200), ("fay", 200), ("cy", 404), ("eve", 404)):
        for path in paths:
            headers = token(name) if "/api/" in path else None
            browser = Client() if headers else signed_in(name)
            answer = browser.get(path, headers=headers)
            assert answer.status_code == status, (name, path)
    listed = Client().get("/api/v1/pay/statements", headers=token("cy")).json()
    assert [one["person_id"] for one in listed] == ["cy"]
    page = unescape(signed_in("bo").get(f"/pay/statements/{bo}").content.decode())
    assert "¥20.00" in page and "O1" in page and "Cy" not in said(page)
    assert AuditEntry.objects.filter(action="refuse", table="statements").exists()


def test_before_it_is_issued_a_statement_is_nobodys_to_read_but_those_who_review(
    calculated, signed_in, user
):
    calculated()
    bo = statement("bo").pk
    assert signed_in("bo").get(f"/pay/statements/{bo}").status_code == 404
    assert signed_in("ada").get(f"/pay/statements/{bo}").status_code == 404
    assert signed_in("fay").get(f"/pay/statements/{bo}").status_code == 200


def test_people_are_paid_by_fortnights_and_the_next_goes_on_from_the_last(issued, signed_in):
    first = issued("2025-W02x2")
    assert (f"{first.starts_on}", f"{first.ends_before}") == ("2025-01-06", "2025-01-20")
    page = signed_in("fay").get("/pay").content.decode()
    assert 'value="2025-W04x2"' in page
    with pytest.raises(Refused):
        issued("2025-W03x2")


def test_reviewers_sort_filter_and_take_the_table_out_on_record(calculated, signed_in):
    run = calculated()
    browser = signed_in("fay")
    page = unescape(browser.get(f"/pay/runs/{run.pk}?sort=name").content.decode())
    assert page.index("首次发放：CNY 20") < page.index("所有人") < page.rindex(">Bo<")
    assert page.rindex(">Bo<") < page.rindex(">Cy<")
    only = unescape(browser.get(f"/pay/runs/{run.pk}?q=Cy").content.decode())
    assert ">Bo<" not in only.partition("所有人")[2]
    file = b"".join(browser.get(f"/pay/runs/{run.pk}/table.csv?sort=-due").streaming_content)
    rows = file.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("bo,Bo,") and ",20,0,20," in rows[1]
    assert AuditEntry.objects.filter(action="export", table="payruns").count() == 1


def test_payroll_gets_the_approved_and_only_the_approved(user, calculated, signed_in):
    run = calculated()
    browser = signed_in("fay")
    assert browser.get(f"/pay/runs/{run.pk}/payroll.csv").status_code == 404
    approve_pay(actor=user("fay"), run_id=run.pk)
    told = b"".join(browser.get(f"/pay/runs/{run.pk}/payroll.csv").streaming_content)
    assert [line.split(",")[:5] for line in told.decode("utf-8-sig").splitlines()[1:]] == [
        ["bo", "Bo", "2025-01", "线性提成", "20"], ["cy", "Cy", "2025-01", "线性提成", "10"],
    ]  # fmt: skip


def reading(asked, column):
    """The statements that name the column; of one sent ahead PostgreSQL's driver tells no text."""
    return [one["sql"] for one in asked if f'"{column}"' in (one["sql"] or "")]


def test_what_stands_out_in_a_run_is_not_read_with_every_statement_of_it(
    user, calculated, signed_in, token
):
    run = calculated()
    approve_pay(actor=user("fay"), run_id=run.pk)
    issue_pay(actor=user("fay"), run_id=run.pk)
    dispute_statement(actor=user("bo"), statement_id=statement("bo").pk, text="少算一单")
    for path in ("/api/v1/pay/statements", "/api/v1/pay/disputes"):
        with CaptureQueriesContext(connection) as asked:
            assert len(Client().get(path, headers=token("fay")).json()) >= 1
        assert not reading(asked, "anomalies"), path
    browser = signed_in("fay")
    for file in ("payroll.csv", "statements.zip"):
        with CaptureQueriesContext(connection) as asked:
            b"".join(browser.get(f"/pay/runs/{run.pk}/{file}").streaming_content)
        # Once, with the run itself.
        assert len(reading(asked, "anomalies")) == 1, file


def test_a_run_calculated_before_statements_had_their_digest_gets_it_when_issued(user, calculated):
    run = calculated()
    before = dict(run.statements.values_list("pk", "digest"))
    assert all(len(digest) == 64 for digest in before.values())
    run.statements.update(digest="")
    approve_pay(actor=user("fay"), run_id=run.pk)
    issue_pay(actor=user("fay"), run_id=run.pk)
    assert dict(run.statements.values_list("pk", "digest")) == before


def test_all_statements_of_a_run_come_as_one_archive(issued, signed_in):
    run = issued()
    answer = signed_in("fay").get(f"/pay/runs/{run.pk}/statements.zip")
    held = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert held.testzip() is None and len(held.namelist()) == 2
    assert all(held.read(name).startswith(b"%PDF") for name in held.namelist())
    assert signed_in("bo").get(f"/pay/runs/{run.pk}/statements.zip").status_code == 403


def test_the_payee_alone_acknowledges_by_the_fingerprint(user, issued):
    issued()
    own = statement("bo")
    with pytest.raises(PermissionDenied):
        acknowledge_statement(actor=user("ada"), statement_id=own.pk)
    with pytest.raises(Http404):
        acknowledge_statement(actor=user("cy"), statement_id=own.pk)
    acknowledge_statement(actor=user("bo"), statement_id=own.pk)
    entry = AuditEntry.objects.get(action="acknowledge_statement")
    assert entry.details["digest"] == own.digest and len(own.digest) == 64
    assert storing.digest_of(statement("bo")) == own.digest


def test_a_dispute_runs_against_working_days_and_keeps_the_run_from_closing(user, issued):
    run = issued()
    dispute = dispute_statement(
        actor=user("bo"), statement_id=statement("bo").pk, text="少算一单",
        place=Place("2025-01", statement("bo").parts.get().component, 1),
    )  # fmt: skip
    assert (dispute.due_on - dispute.opened_on).days >= 5
    assert clock_of(dispute)["left"] == 5 and not clock_of(dispute)["is_over"]
    with pytest.raises(Refused) as error:
        close_pay(actor=user("fay"), run_id=run.pk)
    assert code(error) == "pay_disputes_open"
    yesterday = timezone.localdate() - timedelta(days=1)
    Dispute.objects.update(due_on=yesterday)
    dispute.refresh_from_db()
    assert clock_of(dispute)["is_over"]
    reject_dispute(actor=user("fay"), dispute_id=dispute.pk, answer="已核对")
    assert close_pay(actor=user("fay"), run_id=run.pk).status == "closed"
    with pytest.raises(Refused) as error:
        dispute_statement(actor=user("bo"), statement_id=statement("bo").pk, text="再来")
    assert code(error) == "pay_not_now"


def test_what_was_written_in_a_refused_dispute_or_answer_is_still_there(user, issued, signed_in):
    issued()
    at, said = f"/pay/statements/{statement('bo').pk}", {"text": "少算一单", "line": "99"}
    part = statement("bo").parts.first()
    said["part"] = f"{part.period}|{part.component}"
    refused = read(signed_in("bo").post(f"{at}/dispute", said), 422)
    assert "对账单上没有这一行" in refused and ">少算一单</textarea>" in refused
    assert f'<option value="{said["part"]}" selected>' in refused and 'value="99"' in refused
    dispute = dispute_statement(actor=user("bo"), statement_id=statement("bo").pk, text="少算一单")
    told = {"to": "accept", "answer": "确实少了", "amount": "五元"}
    answered = read(signed_in("fay").post(f"/pay/disputes/{dispute.pk}/answer", told), 422)
    assert 'value="确实少了"' in answered and 'value="五元"' in answered


def test_an_order_behind_a_figure_opens_to_its_customer_and_products(issued, signed_in):
    issued()
    bo = signed_in("bo")
    shown = read(bo.get(f"/pay/statements/{statement('bo').pk}"))
    order, _, basis, _ = statement("bo").parts.first().orders[0]
    [address] = set(re.findall(rf'<a href="(/ask[^"]*)">{order}</a>', shown))
    assert f"¥{Decimal(basis):,.0f}" in said(read(bo.get(address)))


def test_an_accepted_dispute_is_paid_in_the_next_run_once_another_has_approved(
    user, issued, calculated
):
    issued()
    dispute = dispute_statement(actor=user("bo"), statement_id=statement("bo").pk, text="少算一单")
    accept_dispute(actor=user("fay"), dispute_id=dispute.pk, amount=Decimal(5), answer="确实")
    adjustment = Adjustment.objects.get()
    with pytest.raises(Refused) as error:
        approve_adjustment(actor=user("fay"), adjustment_id=adjustment.pk)
    assert code(error) == "pay_four_eyes"
    assert calculated("2025-02").statements.get(person="bo").due == 0
    approve_adjustment(actor=user("olga"), adjustment_id=adjustment.pk)
    run = calculated("2025-02")
    assert run.statements.get(person="bo").due == 5
    approve_pay(actor=user("fay"), run_id=run.pk)
    issue_pay(actor=user("fay"), run_id=run.pk)
    assert Entry.objects.get(kind="adjustment").amount == 5
    assert calculated("2025-03").statements.get(person="bo").due == 0
    assert "5" not in str(AuditEntry.objects.get(action="propose_adjustment").changes.get("amount"))


def test_a_quarter_is_one_period_and_shares_no_day_with_a_month(user, issued, calculated):
    run = issued("2025-Q1")
    assert (run.starts_on, run.ends_before) == (date(2025, 1, 1), date(2025, 4, 1))
    assert {(e.person_id, e.period, e.amount) for e in Entry.objects.all()} == {
        ("bo", "2025-01", 20), ("cy", "2025-01", 10),
    }  # fmt: skip
    with pytest.raises(Refused) as error:
        calculate_pay(actor=user("olga"), period="2025-02")
    assert code(error) == "pay_periods_overlap"
    assert {s.due for s in calculated("2025-Q2").statements.all()} == {Decimal(0)}


STARTS = [fiscal.starts_on for fiscal in fiscal_months(2025, 1, "445")]
WEEKS = f"period_starts = [{', '.join(map(str, STARTS))}]\n" + text("按周提成").replace(
    "ends_before = 2026-01-01", "ends_before = 2025-12-29", 1
).replace("starts_on = 2025-01-01", "starts_on = 2024-12-30", 1)


def test_a_company_that_counts_in_weeks_is_paid_by_its_fiscal_months(
    user, approved, calculated, signed_in
):
    Workspace.objects.update(pattern="445")
    PayAssignment.objects.all().delete()
    granted(user)
    put(user, approved(WEEKS), "bo", "cy")
    assert 'value="FY2025-M10"' in signed_in("fay").get("/pay").content.decode()
    run = calculated("FY2025-M01")
    assert (run.starts_on, run.ends_before) == (date(2024, 12, 30), date(2025, 1, 27))
    approve_pay(actor=user("fay"), run_id=run.pk)
    issue_pay(actor=user("fay"), run_id=run.pk)
    assert {(e.person_id, e.period, e.amount) for e in Entry.objects.all()} == {
        ("bo", "2024-12-30", 20), ("cy", "2024-12-30", 10),
    }  # fmt: skip
    assert 'value="FY2025-M02"' in signed_in("fay").get("/pay").content.decode()
    part = statement("bo", "FY2025-M01").parts.get()
    dispute = dispute_statement(
        actor=user("bo"), statement_id=part.statement_id, text="少算",
        place=Place(part.period, part.component, 1),
    )  # fmt: skip
    accept_dispute(actor=user("fay"), dispute_id=dispute.pk, amount=Decimal(5), answer="确实")
    approve_adjustment(actor=user("olga"), adjustment_id=Adjustment.objects.get().pk)
    assert calculated("FY2025-M02").statements.get(person="bo").due == 5


def test_long_lists_come_a_page_at_a_time_with_those_that_wait_first(
    user, issued, signed_in, token, monkeypatch
):
    issued()
    told = {"period": "2025-01", "reason": "other", "text": "x"}
    for person, amount in (("bo", 1), ("cy", 2), ("bo", 3)):
        made = propose_adjustment(
            actor=user("olga"), person_id=person, amount=Decimal(amount), **told
        )
    approve_adjustment(actor=user("fay"), adjustment_id=made.pk)
    monkeypatch.setattr(rest, "MOST", 2)
    monkeypatch.setattr(deciding_views, "ROWS_A_PAGE", 2)
    browser, fay = Client(), token("fay")
    for path, whole in (("adjustments", 3), ("statements", 2), ("runs", 1), ("disputes", 0)):
        counts = [
            len(browser.get(f"/api/v1/pay/{path}?offset={offset}", headers=fay).json())
            for offset in (0, 2, 10**30)
        ]
        assert counts == [min(whole, 2), max(whole - 2, 0), 0], path
    for offset, persons in ((0, {"bo", "cy"}), (1, {"cy"}), (9, set())):
        rows = browser.get(f"/api/v1/pay-assignments?offset={offset}", headers=fay).json()
        assert {one["person_id"] for one in rows} == persons
    page = signed_in("fay")
    first, last = (page.get(f"/pay/adjustments?page={number}").content.decode()
                   for number in (1, 2))  # fmt: skip
    assert "¥3.00" not in first and "¥3.00" in last and "?page=2" in first and "?page=1" in last


def test_somebody_is_adjusted_by_the_name_the_list_says(user, paying, signed_in):
    typed = {"person_id": "Bo · bo", "period": "2025-01", "amount": "1,000.50", "reason": "other",
             "text": "补发"}  # fmt: skip
    browser = signed_in("olga")
    assert browser.post("/pay/adjustments", typed).status_code == 302
    made = Adjustment.objects.get()
    assert (made.person_id, made.amount) == ("bo", Decimal("1000.50"))
    wrong = browser.post("/pay/adjustments", {**typed, "person_id": "谁"})
    assert wrong.status_code == 422 and "1,000.50" in wrong.content.decode()


def test_nobody_adjusts_or_answers_on_their_own_pay(user, issued):
    issued()
    fay = user("fay")
    fay.person_id = "bo"
    fay.save(update_fields=["person"])
    dispute = dispute_statement(actor=fay, statement_id=statement("bo").pk, text="我的")
    told = {"person_id": "bo", "period": "2025-01", "reason": "other", "text": "x"}
    for done in (
        lambda: propose_adjustment(actor=fay, amount=Decimal(1), **told),
        lambda: reject_dispute(actor=fay, dispute_id=dispute.pk, answer="x"),
    ):
        with pytest.raises(Refused) as error:
            done()
        assert code(error) == "pay_own"
    extra = propose_adjustment(actor=user("olga"), amount=Decimal(1), **told)
    with pytest.raises(Refused) as error:
        approve_adjustment(actor=fay, adjustment_id=extra.pk)
    assert code(error) == "pay_own"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"amount": Decimal(0)}, "pay_no_amount"),
        ({"amount": Decimal("0.001")}, "pay_no_amount"),
        ({"reason": "mood"}, "pay_no_such_reason"),
        ({"text": "  "}, "pay_text_needed"),
        ({"person_id": "ada"}, "pay_not_on_plan"),
        ({"period": "January"}, "pay_no_period"),
    ],
)  # fmt: skip
def test_an_adjustment_without_sense_is_refused_in_words(told, expected, user, paying):
    asked = {"person_id": "bo", "period": "2025-01", "amount": Decimal(1), "reason": "other",
             "text": "因为", **told}  # fmt: skip
    with pytest.raises(Refused) as error:
        propose_adjustment(actor=user("olga"), **asked)
    assert code(error) == expected


def test_payees_are_told_of_their_own_statement_once(user, issued):
    run = issued()
    tell_issued.call(run.pk)
    tell_issued.call(run.pk)
    told = Notice.objects.filter(kind="statement_issued")
    assert sorted(told.values_list("user__username", flat=True)) == ["bo", "cy"]


def test_what_was_issued_is_earned_in_the_figures(issued, home, user):
    from salesops.web.access import ledger_for

    issued()
    take_snapshot(actor=Owner(), as_of=AS_OF)
    ledger = ledger_for(user("fay"))
    rows = ledger.engine.fetch(ledger["earnings"]).to_pylist()
    mine = [r for r in rows if r["earning_id"].startswith("PAY-")]
    assert {(r["position_id"].split("@")[0], r["amount"], r["kind"]) for r in mine} == {
        ("bo", Decimal(20), "earning"), ("cy", Decimal(10), "earning"),
    }  # fmt: skip
    own = ledger_for(user("cy"))
    assert all(
        r["position_id"].startswith("cy") for r in own.engine.fetch(own["earnings"]).to_pylist()
    )


def test_my_pay_says_what_a_deal_would_bring(user, paying, signed_in, token):
    from salesops.web.crm.models import Deal

    Deal.objects.create(deal_id="D9", name="新泵站", owner_id="bo", amount=3000, stage="报价")
    Deal.objects.create(deal_id="D8", name="别人的", owner_id="cy", amount=9000, stage="报价")
    told = Client().get("/api/v1/pay/mine", headers=token("bo")).json()
    assert told["due"] == "20"
    assert [(d["deal_id"], d["pay"]) for d in told["deals"]] == [("D9", "60")]
    page = unescape(signed_in("bo").get("/pay/mine").content.decode())
    assert "¥60.00" in page and "别人的" not in page


def test_my_pay_says_what_was_paid_too_much_and_comes_off_first(user, paying, signed_in, token):
    told = {"person_id": "bo", "period": "2025-01", "reason": "clawback", "text": "退货"}
    made = propose_adjustment(actor=user("fay"), amount=Decimal(-30), **told)
    approve_adjustment(actor=granted(user), adjustment_id=made.pk)
    mine = Client().get("/api/v1/pay/mine", headers=token("bo")).json()
    assert (mine["due"], mine["owed"]) == ("0", "10")
    assert "以后的收入先抵这一笔" in read(signed_in("bo").get("/pay/mine"))
