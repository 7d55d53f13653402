"""What each role sees, decided without a database."""

from salesops.ledger.permission import NOTHING, Part, Reader, Scope, scope_of


def test_a_reader_without_a_role_or_a_place_sees_nothing():
    for role in ("", "admin", "rep", "manager", "nonsense"):
        assert scope_of(Reader(role)) == NOTHING
    assert scope_of(Reader("", "bo", ("t1",), sees_pay=True)) == NOTHING


def test_a_rep_sees_what_is_theirs():
    assert scope_of(Reader("rep", "bo")) == Scope(Part(("bo",)), Part(("bo",)))


def test_a_rep_is_shown_no_colleagues_pay_whatever_was_granted():
    assert scope_of(Reader("rep", "bo", sees_pay=True)).pay == Part(("bo",))


def test_a_manager_sees_the_teams_pay_unless_it_was_taken_away():
    teams = ("t1", "t2")
    assert scope_of(Reader("manager", "ada", teams)).pay == Part(("ada",), teams)
    assert scope_of(Reader("manager", "ada", teams, sees_pay=False)).pay == Part(("ada",))


def test_standing_in_adds_dealings_and_no_pay():
    for role in ("rep", "manager"):
        alone = scope_of(Reader(role, "x", ("t1",)))
        with_absent = scope_of(
            Reader(role, "x", ("t1",), absent_persons=("y",), absent_teams=("t2",))
        )
        assert with_absent.pay == alone.pay
        assert "y" in with_absent.dealings.persons and "t2" in with_absent.dealings.teams


def test_standing_in_for_somebody_gives_no_role():
    assert scope_of(Reader("", "x", absent_persons=("y",), absent_teams=("t2",))) == NOTHING
    assert scope_of(Reader("admin", "x", absent_persons=("y",))) == NOTHING


def test_finance_sees_all_pay_and_the_others_only_where_it_was_granted():
    assert scope_of(Reader("finance")) == Scope(None, None)
    for role in ("ops", "executive"):
        assert scope_of(Reader(role)) == Scope(None, Part())
        assert scope_of(Reader(role, "eve")) == Scope(None, Part(("eve",)))
        assert scope_of(Reader(role, sees_pay=True)) == Scope(None, None)
