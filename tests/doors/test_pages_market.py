"""Regions and products are kept by operations and administrators, and every change is on record."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from salesops.web.market.actions import add_product, add_region, change_product, change_region
from salesops.web.market.models import Product, Region
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_region_is_added_moved_and_renamed_on_record(user):
    olga = user("olga")
    north = add_region(actor=olga, name="华北", parent_id="CN")
    change_region(actor=olga, region_id="EAST", values={"name": "东区", "parent_id": north.pk})
    east = Region.objects.get(pk="EAST")
    assert (east.name, east.parent) == ("东区", north)
    entry = AuditEntry.objects.get(action="change_region")
    assert entry.changes == {"name": ["华东", "东区"], "parent_id": ["CN", north.pk]}


@pytest.mark.parametrize("parent", ["CN", "EAST", "forged"])
def test_a_region_is_no_part_of_itself_nor_of_what_is_part_of_it(user, parent):
    with pytest.raises(Refused) as refusal:
        change_region(actor=user("olga"), region_id="CN", values={"parent_id": parent})
    assert refusal.value.problem.where.column == "parent_id"
    assert Region.objects.get(pk="CN").parent is None


def test_a_product_goes_to_another_line_on_record(user):
    before = Product.objects.get(pk="P1")
    change_product(
        actor=user("adam"), product_id="P1", values={"line": "工业泵"}, version=before.version
    )
    entry = AuditEntry.objects.get(action="change_product")
    assert entry.changes == {"line": ["泵", "工业泵"]} and entry.table == "products"
    with pytest.raises(Conflict):
        change_product(
            actor=user("olga"), product_id="P1", values={"name": "X"}, version=before.version
        )


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "fay", "eve"])
def test_nobody_else_touches_regions_or_products(user, signed_in, name):
    who = user(name)
    tries = [
        lambda: add_region(actor=who, name="X"),
        lambda: change_region(actor=who, region_id="CN", values={"name": "X"}),
        lambda: add_product(actor=who, values={"name": "X"}),
        lambda: change_product(actor=who, product_id="P1", values={"name": "X"}),
    ]
    for one in tries:
        with pytest.raises(PermissionDenied):
            one()
    for path in ("/settings/regions", "/settings/products"):
        assert signed_in(name).get(path).status_code == 403


def test_regions_by_page(signed_in):
    browser = signed_in("olga")
    page = browser.get("/settings/regions").content.decode()
    assert page.index("全国") < page.index("华东")
    assert browser.post("/settings/regions", {"name": "华北", "parent_id": "CN"}).status_code == 302
    again = {"name": "x" * 201, "parent_id": "CN"}
    wrong = browser.post("/settings/regions?edit=EAST", again)
    assert wrong.status_code == 422 and "x" * 201 in wrong.content.decode()
    circle = browser.post("/settings/regions?edit=CN", {"name": "全国", "parent_id": "EAST"})
    assert circle.status_code == 422 and "不能归到自己的下级" in circle.content.decode()


def test_products_by_page(signed_in):
    browser = signed_in("olga")
    version = Product.objects.get(pk="P1").version
    said = {"name": "离心泵", "line": "工业泵", "list_price": "99.5", "version": version,
            "launched_on": "2024-01-01"}  # fmt: skip
    assert browser.post("/settings/products?edit=P1", said).status_code == 302
    product = Product.objects.get(pk="P1")
    assert (product.line, str(product.list_price)) == ("工业泵", "99.5000")
    assert product.launched_on == date(2024, 1, 1)
    stale = browser.post("/settings/products?edit=P1", said | {"name": "新泵"})
    assert stale.status_code == 409 and "新泵" in stale.content.decode()
    assert "球阀" not in browser.get("/settings/products?line=工业泵").content.decode()
    assert browser.post("/settings/products", {"name": "齿轮泵"}).status_code == 302
    assert "齿轮泵" in browser.get("/settings/products?q=齿轮").content.decode()


def test_a_product_with_a_taken_id_is_refused(signed_in):
    page = signed_in("olga").post("/settings/products", {"name": "X", "product_id": "P1"})
    assert page.status_code == 422
    assert Product.objects.get(pk="P1").name == "离心泵"
