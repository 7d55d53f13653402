"""Who may see which rows: from what a reader is to the part of a ledger that is shown to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import TABLES
from salesops.ledger.views import close, either

PAY = ("earnings",)
DEALINGS = tuple(n for n, table in TABLES.items() if not table.reference and n not in PAY)


@dataclass(frozen=True)
class Reader:
    """Somebody who looks: their role, who they are, the teams they lead, whom they stand in for.

    `sees_pay` is what an administrator decided about other people's pay; None leaves it to the
    role. Somebody with no role, or shut out, is a reader without a role.
    """

    role: str = ""
    person_id: str | None = None
    teams: tuple[str, ...] = ()
    sees_pay: bool | None = None
    absent_persons: tuple[str, ...] = ()
    absent_teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """The rows of these persons and, whoever was in them, of these teams."""

    persons: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What may be seen of the company's dealings and of its pay; None is everything."""

    dealings: Part | None
    pay: Part | None


NOTHING = Scope(Part(), Part())


def scope_of(reader: Reader) -> Scope:
    """What a reader may see, closed by default.

    Pay is its owner's, the managers' who lead the team it was earned in unless that was taken
    from them, and finance's; others see it where it was granted. Standing in for somebody shows
    their dealings and never pay.
    """
    own = Part((reader.person_id,)) if reader.person_id else Part()
    if reader.role == "finance":
        return Scope(None, None)
    if reader.role in ("ops", "executive"):
        return Scope(None, None if reader.sees_pay else own)
    if reader.role == "rep" and reader.person_id:
        return Scope(_with_absent(reader, own), own)
    if reader.role == "manager" and reader.person_id:
        paid = Part(own.persons, reader.teams if reader.sees_pay is not False else ())
        return Scope(_with_absent(reader, Part(teams=reader.teams)), paid)
    return NOTHING


def _with_absent(reader: Reader, part: Part) -> Part:
    return Part(part.persons + reader.absent_persons, part.teams + reader.absent_teams)


def seen(ledger: Ledger, scope: Scope) -> Ledger:
    """The ledger with only the rows of the scope; a table of which nothing is left is closed."""
    for tables, part in ((DEALINGS, scope.dealings), (PAY, scope.pay)):
        ledger = ledger if part is None else _limited(ledger, tables, part)
    return replace(ledger, narrowed=frozenset(PAY)) if _is_narrower(scope) else ledger


def _is_narrower(scope: Scope) -> bool:
    """Whether pay is shown of fewer people than the dealings are."""
    if scope.pay is None or scope.dealings is None:
        return scope.pay is not None
    persons, teams = set(scope.dealings.persons), set(scope.dealings.teams)
    return not (persons <= set(scope.pay.persons) and teams <= set(scope.pay.teams))


def _limited(ledger: Ledger, tables: Sequence[str], part: Part) -> Ledger:
    given = {"people.person_id": part.persons, "people.team_id": part.teams}
    allowed: Mapping[str, Sequence[str]] = {name: ids for name, ids in given.items() if ids}
    return either(ledger, allowed, tables) if allowed else close(ledger, *tables)
