"""What a lead proposes to become, and when there is no doubt whose customer it is."""

from salesops.selling.conversion import certain, proposal
from salesops.selling.duplicates import Candidate, Known, matches


def test_a_company_becomes_the_customer_and_the_person_its_contact() -> None:
    assert proposal("东方机械", "王工", "泵").__dict__ == {
        "account": "东方机械", "contact": "王工", "deal": "东方机械 · 泵",
    }  # fmt: skip


def test_a_person_without_a_company_is_customer_and_contact() -> None:
    assert proposal("", "王工", "").__dict__ == {
        "account": "王工",
        "contact": "王工",
        "deal": "王工",
    }


def sure(candidate: Candidate, *known: Known) -> list[str]:
    return [match.known.record_id for match in certain(candidate, matches(candidate, known))]


def test_the_same_name_is_the_same_customer() -> None:
    assert sure(Candidate("东方机械有限公司"), Known("A1", "东方机械")) == ["A1"]


def test_a_shared_switchboard_does_not_make_two_companies_one() -> None:
    shared = "010-62345678"
    assert sure(Candidate("南方化工", shared), Known("A1", "东方机械", shared)) == []
    assert sure(Candidate("", shared), Known("A1", "东方机械", shared)) == ["A1"]
