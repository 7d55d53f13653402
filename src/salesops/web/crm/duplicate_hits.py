"""A likely match as its reader may see it: whole, or masked and leading nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from salesops.kernel.identity import company_parts
from salesops.selling.duplicates import Known, Match, masked, masked_person
from salesops.web.language import spoken
from salesops.web.lists.places import place_of


@dataclass(frozen=True)
class Said:
    """What is said of whose a record is where no name may be."""

    in_pool: str
    nobodys: str
    another_team: str


@dataclass(frozen=True)
class Standing:
    """Where a matched record stands: whose it is, whether in a pool, and its customer."""

    owner_id: str | None
    owner_name: str
    in_pool: bool
    account_id: str


@dataclass(frozen=True)
class Hit:
    """A likely match as one reader may see it: a stranger's is masked and leads nowhere."""

    table: str
    record_id: str
    name: str
    reason: str
    remedy: str
    strength: float
    is_sure: bool
    is_masked: bool
    whose: str
    href: str


def hit(
    match: Match, standing: Standing, teams: Mapping[str, str], words: Said, *, is_masked: bool
) -> Hit:
    """The match for a reader who may see the record, or may not."""
    known = match.known
    said = match.said(is_masked=is_masked)
    return Hit(
        known.table,
        "" if is_masked else known.record_id,
        _hidden(known) if is_masked else known.name,
        said.reason(spoken()),
        said.remedy(spoken()),
        round(match.strength, 2),
        match.is_sure,
        is_masked,
        _whose(standing, teams, words, is_masked=is_masked),
        "" if is_masked else _address(match, standing),
    )


def _hidden(known: Known) -> str:
    """A stranger's name; that of a person keeps its first character only."""
    is_person = known.table == "leads" and not company_parts(known.name).form
    return masked_person(known.name) if is_person else masked(known.name)


def _whose(standing: Standing, teams: Mapping[str, str], words: Said, *, is_masked: bool) -> str:
    """The owner, or for a stranger only the owner's team."""
    if standing.in_pool:
        return words.in_pool
    if not standing.owner_id:
        return words.nobodys
    if not is_masked:
        return standing.owner_name
    return teams.get(standing.owner_id) or words.another_team


def _address(match: Match, standing: Standing) -> str:
    if match.known.table == "leads":
        return place_of("lead", match.known.record_id)
    return place_of("account", standing.account_id)
