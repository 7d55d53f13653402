"""Pages as Ada, Bo, Cy and the others get them: what is on them, and what is not."""

from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.doors.reading import html
from tests.doors.world import PASSWORD

pytestmark = pytest.mark.django_db
JANUARY = {"period": "2025-01"}


def ask(**params):
    return f"/ask?{urlencode(params, doseq=True)}"


@pytest.mark.parametrize("path", ["/", "/ask", "/reports", "/reports/monthly", "/imports", "/find"])
def test_without_signing_in_every_page_leads_to_the_door(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in")


def test_signing_in_leads_to_the_page_one_wanted(client):
    response = client.post(
        "/sign-in", {"username": "ada", "password": PASSWORD, "next": "/reports"}
    )
    assert response["Location"] == "/reports"


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(client):
    page = html(client.post("/sign-in", {"username": "ada", "password": "wrong"}))
    assert "用户名与密码不匹配" in page
    assert 'value="ada"' in page


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "olga", "fay", "eve", "adam"])
@pytest.mark.parametrize(
    ("path", "shown", "to_adam"),
    [
        ("/", "净销售额", 'href="/imports"'),
        ("/ask", "净销售额", "净销售额"),
        ("/reports", 'href="/reports/monthly', 'href="/reports/monthly'),
        ("/reports/monthly?period=2025-01", "2025 年 1 月", 'href="/imports"'),
    ],
)
def test_everybody_can_open_the_pages_of_figures(signed_in, name, path, shown, to_adam):
    page = html(signed_in(name).get(path))
    assert (to_adam if name == "adam" else shown) in page
    assert ("¥" in page) == (name != "adam" and path != "/reports")


def test_home_shows_the_year_and_what_is_missing(signed_in):
    page = html(signed_in("olga").get("/"))
    assert "¥1,500" in page
    assert "华东" in page and "华南" in page


@pytest.mark.parametrize("path", ["/", "/ask", "/reports", "/reports/monthly"])
def test_before_the_first_figures_a_page_says_what_to_do_next(signed_in, path):
    from salesops.web.workspace.models import Snapshot

    Snapshot.objects.all().delete()
    assert "还没有数字" in html(signed_in("olga").get(path))
    assert 'href="/imports"' in html(signed_in("olga").get(path))
    assert "销售运营导入第一批订单后" in html(signed_in("bo").get(path))


def test_a_manager_sees_the_team_and_not_the_others(signed_in):
    page = html(signed_in("ada").get(ask(metrics="net_revenue", by="people.name", **JANUARY)))
    assert ">Bo<" in page and "¥1,000" in page
    assert ">Cy<" not in page and "¥500" not in page


def test_a_rep_sees_nothing_of_a_colleague(signed_in):
    page = html(signed_in("cy").get(ask(metrics="net_revenue", by="people.name", **JANUARY)))
    assert "¥500" in page
    assert "东方机械" not in page and "¥1,000" not in page


def test_an_administrator_sees_no_figures(signed_in):
    assert "您管理系统，不看数字" in html(signed_in("adam").get("/"))
    page = html(signed_in("adam").get(ask(metrics="net_revenue", by="regions.name", **JANUARY)))
    assert "¥1,000" not in page


def test_a_cell_opens_to_its_rows(signed_in):
    where = {"metrics": "net_revenue", "by": "regions.name", **JANUARY}
    address = ask(**where, open="net_revenue", of="regions.name=华东")
    page = html(signed_in("olga").get(address, headers={"HX-Target": "side"}))
    assert "东方机械" in page and "¥1,000.00" in page
    assert "南方化工" not in page
    assert "<html" not in page


def test_the_rows_of_a_cell_are_in_the_address(signed_in):
    where = {"metrics": "net_revenue", "by": "regions.name", **JANUARY}
    page = html(signed_in("olga").get(ask(**where, open="net_revenue", of="regions.name=华东")))
    assert "东方机械" in page and "<html" in page


def test_a_rep_cannot_open_the_rows_of_a_colleague(signed_in):
    where = {"metrics": "net_revenue", "by": "regions.name", **JANUARY}
    address = ask(**where, open="net_revenue", of="regions.name=华东")
    page = html(signed_in("cy").get(address, headers={"HX-Target": "side"}))
    assert "东方机械" not in page


def test_a_base_opens_to_the_rows_of_the_year_before(signed_in):
    where = {"metrics": "net_revenue", "by": "regions.name", "compare": "last_year", **JANUARY}
    address = ask(**where, open="net_revenue_last_year", of="regions.name=华东")
    page = html(signed_in("olga").get(address, headers={"HX-Target": "side"}))
    assert "2024-01-10" in page and "2025-01-10" not in page


@pytest.mark.parametrize(
    "params",
    [
        {"metrics": "nonsense"},
        {"metrics": "net_revenue", "by": "regions.nonsense"},
        {"metrics": "net_revenue", "where": "regions.name"},
        {"metrics": "net_revenue", "starts_on": "yesterday", "ends_before": "2025-02-01"},
        {"metrics": "net_revenue", "by": "regions.name", "order": "nonsense"},
        {"by": "regions.name"},
    ],
)
def test_a_question_that_cannot_be_asked_says_why(signed_in, params):
    page = html(signed_in("olga").get(ask(**params)))
    assert "这个问题无法回答" in page


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"by": "regions.name", "open": "nonsense"}, "¥1,500"),
        ({"open": "net_revenue", "of": "nonsense=1"}, "¥1,500"),
        ({"open": "net_revenue", "of": "calendar.day=never"}, "¥1,500"),
        ({"open": "net_revenue", "offset": "-5"}, "东方机械"),
        ({"period": "nonsense"}, "“nonsense”"),
    ],
)
def test_an_address_somebody_garbled_still_gives_a_page(signed_in, params, shown):
    assert shown in html(signed_in("olga").get(ask(metrics="net_revenue", **params)))


def test_the_workbook_equals_the_screen(signed_in):
    browser = signed_in("olga")
    where = {
        "metrics": ["net_revenue", "quota", "attainment"], "by": "regions.name",
        "compare": "last_year", "order": "-net_revenue", **JANUARY,
    }  # fmt: skip
    page = html(browser.get(ask(**where)))
    file = browser.get(ask(**where).replace("/ask?", "/ask.xlsx?"))
    assert file.status_code == 200
    sheet = next(
        sheet
        for sheet in load_workbook(BytesIO(file.content)).worksheets
        if any(cell.value == "区域" for row in sheet.iter_rows() for cell in row)
    )
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(at for at, row in enumerate(rows) if row[0] == "区域")
    east, south, total = rows[head + 1 : head + 4]
    assert east[:3] == ["华东", 1000, 800] and south[:3] == ["华南", 500, "—"]
    assert total[:2] == ["合计", 1500]
    assert page.index("华东") < page.index("华南")
    for shown in ("¥1,000", "¥800", "¥500", "¥1,500", "+25.0%", "50.0%", "125.0%"):
        assert shown in page


def test_taking_an_answer_out_is_on_record(signed_in):
    from salesops.web.workspace.models import AuditEntry

    signed_in("olga").get(ask(metrics="net_revenue").replace("/ask?", "/ask.xlsx?"))
    assert AuditEntry.objects.filter(action="export_answer", actor__username="olga").count() == 1


def test_a_saved_question_can_be_found_again_and_dropped(signed_in):
    browser = signed_in("olga")
    query = urlencode({"metrics": "margin", "by": "products.line"})
    browser.post("/ask/saved", {"name": "我常看的毛利", "query": query})
    assert "我常看的毛利" in html(browser.get("/ask"))
    assert "我常看的毛利" not in html(signed_in("eve").get("/ask"))
    from salesops.web.explore.models import SavedQuestion

    browser.post(f"/ask/saved/{SavedQuestion.objects.get().pk}/forget", {"query": query})
    assert not SavedQuestion.objects.exists()


def test_nobody_drops_the_question_of_somebody_else(signed_in):
    from salesops.web.explore.models import SavedQuestion

    signed_in("olga").post("/ask/saved", {"name": "共享", "query": "metrics=cost", "shared": "on"})
    kept = SavedQuestion.objects.get()
    signed_in("eve").post(f"/ask/saved/{kept.pk}/forget")
    assert SavedQuestion.objects.filter(pk=kept.pk).exists()


def test_filters_offer_only_what_one_may_see(signed_in):
    address = "/ask/values?dimension=accounts.name"
    assert "东方机械" in html(signed_in("bo").get(address))
    assert "南方化工" not in html(signed_in("bo").get(address))


def test_the_finder_knows_pinyin_initials(signed_in):
    page = html(signed_in("olga").get("/find?q=hd"))
    assert "华东" in page


def test_the_finder_finds_no_customer_one_may_not_see(signed_in):
    assert "南方化工" in html(signed_in("olga").get("/find?q=nfhg"))
    assert "南方化工" not in html(signed_in("bo").get("/find?q=nfhg"))


def test_the_monthly_report_can_be_read_and_downloaded(signed_in):
    browser = signed_in("olga")
    page = html(browser.get("/reports/monthly?period=2025-01"))
    assert "月度经营报告" in page and "¥1,500" in page
    for form, begins in (("md", b"#"), ("xlsx", b"PK"), ("html", b"<!doctype html>")):
        file = browser.get(f"/reports/monthly.{form}?period=2025-01")
        assert file.content.startswith(begins)
    assert browser.get("/reports/monthly.exe?period=2025-01").status_code == 404


def test_only_those_who_bring_data_reach_the_imports(signed_in):
    assert signed_in("bo").get("/imports").status_code == 403
    assert signed_in("bo").get("/batches").status_code == 403
    assert "/imports" not in html(signed_in("bo").get("/settings"))


ORDERS = """订单行号,订单号,下单日期,客户编码,产品编码,销售员工号,数量,净额
10,O10,2025/3/1,A1,P1,bo,1,"￥1,234.50"
11,O11,2025-02-30,A1,P1,bo,1,100
12,O12,2025-03-02,A9,P1,bo,1,100
"""


def bring(browser, content=None, name="三月.csv", table=""):
    content = ORDERS.encode("gb18030") if content is None else content
    file = SimpleUploadedFile(name, content)
    return browser.post("/imports", {"file": file, "table": table})


def test_a_file_is_recognised_and_shown_before_it_is_imported(signed_in, home):
    browser = signed_in("olga")
    address = bring(browser)["Location"]
    page = html(browser.get(address))
    assert "导入 1 行" in page and "将有 2 行被拒绝" in page
    assert "1,234.5" in page
    from salesops.web.imports.models import Batch, ImportJob

    assert ImportJob.objects.get().table == "orders"
    assert Batch.objects.filter(source__contains="三月").count() == 0


def test_a_column_can_be_read_as_another_field(signed_in, home):
    browser = signed_in("olga")
    renamed = ORDERS.replace("净额", "到手").encode("gb18030")
    address = bring(browser, renamed, table="orders")["Location"]
    assert "文件不能这样导入" in html(browser.get(address))
    from salesops.web.imports.models import ImportJob

    browser.post(f"{address}/choose", {"table": "orders", **chosen(browser, address, "到手")})
    assert "导入 1 行" in html(browser.get(address))
    assert 'net_amount = "到手"' in ImportJob.objects.get().mapping_toml


def chosen(browser, address, column):
    from salesops.web.imports.models import ImportJob
    from salesops.web.imports.preview import read_as

    rules = read_as(ImportJob.objects.get()).fields
    fields = {f"field-{name}": rule.column or "" for name, rule in rules.items()}
    return {**fields, "field-net_amount": column}


def test_importing_gives_problems_to_download_and_can_be_taken_back(signed_in, home):
    from salesops.web.imports.models import Batch, ImportJob
    from salesops.web.jobs import run_import

    browser = signed_in("olga")
    address = bring(browser)["Location"]
    browser.post(f"{address}/choose", {"table": "orders", "start": "1"})
    assert "等待中" in html(browser.get(address))
    run_import.call(ImportJob.objects.get().pk)
    page = html(browser.get(address))
    assert "1 行已入账，2 行被拒绝" in page
    problems = b"".join(browser.get(f"{address}/problems").streaming_content).decode("gb18030")
    assert "2025-02-30" in problems and "A9" in problems and "处理/remedy" in problems
    batch = Batch.objects.get(source__contains="三月")
    browser.post(f"/batches/{batch.pk}/retract")
    page = html(browser.get("/batches"))
    assert "恢复" in page
    browser.post(f"/batches/{batch.pk}/restore")
    batch.refresh_from_db()
    assert batch.retracted_at is None


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"only one line, no rows"]
)
def test_a_file_that_is_no_table_says_so_and_imports_nothing(signed_in, home, content):
    browser = signed_in("olga")
    response = bring(browser, content, "odd.csv", "orders")
    page = html(browser.get(response["Location"])) if response.status_code == 302 else ""
    assert "文件不能这样导入" in page or response.status_code == 422


def test_nobody_opens_the_upload_of_somebody_else(signed_in, home):
    address = bring(signed_in("olga"))["Location"]
    assert signed_in("adam").get(address).status_code == 404


def test_language_and_theme_stay_chosen(signed_in):
    browser = signed_in("bo")
    browser.post("/settings", {"language": "en", "theme": "dark"})
    page = html(browser.get("/settings"))
    assert 'lang="en"' in page and 'data-theme="dark"' in page and "Language and look" in page


def test_a_new_password_needs_the_old_one(signed_in, user):
    browser = signed_in("bo")
    new = {"new_password1": "another-horse-battery", "new_password2": "another-horse-battery"}
    assert browser.post("/settings/password", {"old_password": "wrong", **new}).status_code == 422
    browser.post("/settings/password", {"old_password": PASSWORD, **new})
    assert user("bo").check_password("another-horse-battery")
    assert browser.get("/settings").status_code == 200


def test_every_page_forbids_scripts_and_styles_of_others(signed_in):
    browser = signed_in("olga")
    for path in ("/", "/ask", "/imports", "/reports/monthly?period=2025-01", "/design"):
        response = browser.get(path)
        assert "script-src 'self'" in response["Content-Security-Policy"]
        page = html(response)
        assert " style=" not in page.split("</head>")[1], path
        assert "onclick=" not in page and "<script>" not in page
