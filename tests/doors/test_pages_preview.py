"""A large file's preview: only its head is judged for the page, and the page says so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from salesops.web.imports import preview
from tests.doors.reading import said

pytestmark = pytest.mark.django_db
HEADING = "订单行号,订单号,下单日期,客户编码,产品编码,销售员工号,数量,净额\n"
GOOD = "".join(f"{at},O{at},2025-03-01,A1,P1,bo,1,100\n" for at in range(100, 400))
LATE = "999,O999,2025-02-30,A1,P1,bo,1,100\n"


def brought(browser):
    file = SimpleUploadedFile("大文件.csv", (HEADING + GOOD + LATE).encode())
    return browser.post("/imports", {"file": file, "table": "orders"})["Location"]


def test_only_the_head_of_a_large_file_is_judged_before_the_import(signed_in, home, monkeypatch):
    monkeypatch.setattr(preview, "CHECKED_UP_TO_BYTES", 1000)
    monkeypatch.setattr(preview, "ROWS_OF_A_HEAD", 50)
    browser = signed_in("olga")
    address = brought(browser)
    page = browser.get(address).content.decode()
    assert "前 50 行" in page and "导入整个文件" in page and "2025-02-30" not in page
    from salesops.web.imports.models import ImportJob
    from salesops.web.jobs import run_import

    browser.post(f"{address}/choose", {"table": "orders", "start": "1"})
    run_import.call(ImportJob.objects.get().pk)
    assert "300 行已入账，1 行被拒绝" in browser.get(address).content.decode()


def test_a_small_file_is_judged_whole(signed_in, home):
    browser = signed_in("olga")
    page = browser.get(brought(browser)).content.decode()
    assert "导入 300 行" in page and "将有 1 行被拒绝" in page and "文件较大" not in page
    assert "False" not in said(page) and ">否</td>" in page
