"""Territories: proposed without touching anybody, handed over by the bulk action, taken back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from salesops.web.crm.models import Account
from salesops.web.people.models import Person, Position, Team
from salesops.web.territories.models import Place, Proposal
from salesops.web.workspace.models import AuditEntry
from tests.doors.reading import read

pytestmark = pytest.mark.django_db
TEAM = "销售部/一组/甲队"


@pytest.fixture
def uneven(db):
    """Bo has nine customers in three regions, Di of the same team has one."""
    team = Team.objects.get(path=TEAM)
    Person.objects.create(person_id="di", name="Di")
    Position.objects.create(position_id="di", person_id="di", team=team, role="rep")
    for n in range(9):
        owner = "di" if n == 8 else "bo"
        region = ("EAST", "SOUTH", "CN")[n % 3]
        Account.objects.create(
            account_id=f"T{n}", name=f"客户{n}", owner_id=owner, region_id=region
        )
    return team.pk


def asked(team, **said):
    chosen = {"workload": "equal", "potential": "equal", "by": "list", "limit": 4}
    return {"team_id": team, **chosen, **said}


def owners():
    return dict(Account.objects.filter(pk__startswith="T").values_list("pk", "owner_id"))


def proposal(signed_in, team, name="ada", **said):
    answer = signed_in(name).post("/territories", asked(team, **said))
    assert answer.status_code == 302, read(answer, 422)
    return Proposal.objects.first()


def test_a_proposal_evens_work_within_the_limit_and_moves_nobody(signed_in, uneven):
    before = owners()
    found = proposal(signed_in, uneven)
    assert len(found.moves) == 4 and owners() == before
    counts = {share["person"]: share["after"][0] for share in found.shares}
    assert counts == {"bo": 5, "di": 5} and found.imbalance == 0
    page = read(signed_in("ada").get(f"/territories/{found.pk}"))
    assert "移交 4 个客户" in page and "9 → 5" in page


def test_a_hand_over_gives_the_customers_and_is_taken_back(signed_in, uneven):
    before, browser = owners(), signed_in("ada")
    found = proposal(signed_in, uneven)
    browser.post(f"/territories/{found.pk}/apply", {"version": found.version})
    moved = {pk for pk, owner in owners().items() if owner != before[pk]}
    assert moved == {pk for pk, *_ in found.moves if pk.startswith("T")}
    assert AuditEntry.objects.get(action="apply_territories").details["changed"] == 4
    assert "已移交" in read(browser.get("/territories"))
    browser.post(f"/territories/{found.pk}/take-back")
    assert owners() == before
    browser.post(f"/territories/{found.pk}/apply")
    assert owners() == before


def test_whoever_changed_hands_meanwhile_stays_where_they_are(signed_in, uneven):
    found = proposal(signed_in, uneven)
    pk = found.moves[0][0]
    Account.objects.filter(pk=pk).update(owner_id="ada")
    signed_in("ada").post(f"/territories/{found.pk}/apply")
    assert Account.objects.get(pk=pk).owner_id == "ada"


@pytest.mark.parametrize(("name", "status"), [("bo", 403), ("cy", 403), ("fay", 403), ("eve", 403)])
def test_who_only_sells_pays_or_reads_proposes_no_territories(signed_in, uneven, name, status):
    answer = signed_in(name).post("/territories", asked(uneven))
    assert answer.status_code == status and not Proposal.objects.exists()


def test_a_manager_does_not_see_what_somebody_else_proposed(signed_in, uneven, user):
    found = proposal(signed_in, uneven, "olga")
    assert signed_in("ada").get(f"/territories/{found.pk}").status_code == 404
    assert signed_in("ada").post(f"/territories/{found.pk}/apply").status_code == 404


def geojson(*names):
    """Regions side by side, each a square that touches the next."""
    squares = [
        {"type": "Feature", "properties": {"name": name},
         "geometry": {"type": "Polygon", "coordinates": [
             [[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0]]]}}
        for n, name in enumerate(names)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": squares})


def test_on_a_map_a_region_goes_whole_and_is_drawn(signed_in, uneven):
    file = SimpleUploadedFile("map.geojson", geojson("华东", "全国", "华南").encode())
    signed_in("olga").post("/territories/map", {"map": file})
    assert Place.objects.get(pk="CN").neighbours == ["EAST", "SOUTH"]
    found = proposal(signed_in, uneven, by="map", limit=9)
    assert set(found.owners) == {"EAST", "SOUTH", "CN"} and set(found.owners.values()) == {
        "bo",
        "di",
    }
    page = read(signed_in("ada").get(f"/territories/{found.pk}"))
    assert page.count("<path class=") == 3 and "华南 · " in page


def test_an_island_has_no_neighbours_and_is_kept_all_the_same(signed_in):
    """What lies between the two is no region of ours: neither touches another that is."""
    file = SimpleUploadedFile("map.geojson", geojson("华东", "火星", "华南").encode())
    assert signed_in("olga").post("/territories/map", {"map": file}).status_code == 302
    assert list(Place.objects.order_by("pk").values_list("pk", "neighbours")) == [
        ("EAST", []),
        ("SOUTH", []),
    ]


def test_what_cannot_be_shared_out_is_told_in_a_sentence(signed_in, uneven):
    answer = signed_in("ada").post("/territories", asked(uneven, by="map"))
    assert "没有相邻关系" in read(answer, 422)
    file = SimpleUploadedFile("map.geojson", geojson("火星").encode())
    told = read(signed_in("olga").post("/territories/map", {"map": file}), 422)
    assert "火星" in told and not Place.objects.exists()


def test_the_same_through_rest(uneven, token):
    keys = token("ada", "targets:read", "targets:write")
    post = {"content_type": "application/json", "headers": keys}
    made = Client().post("/api/v1/territories", asked(uneven), **post).json()
    assert made["customers_moved"] == len(made["moves"]) == 4
    address = f"/api/v1/territories/{made['proposal_id']}"
    done = Client().post(f"{address}/apply", {"version": made["version"]}, **post).json()
    assert done["status"] == "applied"
    assert (
        Client().get("/api/v1/territories", headers=token("cy", "targets:read")).status_code == 403
    )
    wrong = Client().post("/api/v1/territories", asked(uneven, by="stars"), **post)
    assert wrong.status_code == 409
