"""What a lead becomes: the customer it comes from, and what its own words propose."""

from collections.abc import Sequence
from dataclasses import dataclass

from salesops.kernel.identity import company_key
from salesops.selling.duplicates import (
    LIKELY,
    SAME_CREDIT_CODE,
    SAME_EMAIL,
    SAME_NAME,
    SAME_PHONE,
    Candidate,
    Match,
    likeness,
)

LONGEST_NAME = 300
CERTAIN = (SAME_CREDIT_CODE, SAME_NAME)
PERSONAL = (SAME_PHONE, SAME_EMAIL)


@dataclass(frozen=True)
class Proposal:
    """Names for what a lead is converted to, to be changed at will."""

    account: str
    contact: str
    deal: str


def proposal(company: str, person: str, product_line: str) -> Proposal:
    """The customer is the company, or the person where there is none; the deal says what for."""
    account = company or person
    deal = " · ".join(part for part in (account, product_line) if part)
    return Proposal(account, person or account, deal[:LONGEST_NAME])


def certain(candidate: Candidate, found: Sequence[Match]) -> list[Match]:
    """The matches that leave no doubt whose customer it is.

    The same credit code or company name does; the same telephone or mail only where the company
    is not named, or named much alike: a switchboard is shared by many.
    """
    return [match for match in found if _is_certain(candidate, match)]


def _is_certain(candidate: Candidate, match: Match) -> bool:
    if any(reason in match.reasons for reason in CERTAIN):
        return True
    if not any(reason in match.reasons for reason in PERSONAL):
        return False
    return not company_key(candidate.name) or likeness(candidate.name, match.known.name) >= LIKELY
