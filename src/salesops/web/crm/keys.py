"""What a record is found by: keys of its name, telephone and mail, and the text searches look in.

Whoever writes a record, an action or an import, sets these with it.
"""

from datetime import date

from salesops.kernel.identity import company_key, email_key, phone_key
from salesops.web.design.pinyin import initials

LONGEST, LONGEST_KEY, LONGEST_TEXT = 900, 300, 4_000


def account_keys(name: str, phone: str, credit_code: str, account_id: str) -> dict[str, str]:
    """The keys of a customer."""
    key = phone_key(phone)
    return {
        "name_key": company_key(name)[:LONGEST_KEY],
        "phone_key": key,
        "search_text": _searched(name, key, credit_code, account_id),
    }


def contact_keys(name: str, phone: str, email: str) -> dict[str, str]:
    """The keys of a person at a customer; a telephone is found as written and as dialled."""
    dialled, mail = phone_key(phone), email_key(email)
    return {
        "phone_key": dialled,
        "email_key": mail,
        "search_text": _searched(name, phone, dialled if dialled != phone else "", mail),
    }


def lead_keys(name: str, company: str, phone: str, email: str, lead_id: str) -> dict[str, str]:
    """The keys of a lead: of the company where it names one, else of the person."""
    key = phone_key(phone)
    return {
        "name_key": company_key(company)[:LONGEST_KEY],
        "phone_key": key,
        "email_key": email_key(email),
        "search_text": _searched(company, name, key, email, lead_id),
    }


def deal_keys(name: str, deal_id: str) -> dict[str, str]:
    """What a deal is found by."""
    return {"search_text": _searched(name, deal_id)}


def task_keys(title: str, details: str) -> dict[str, str]:
    """What a task is found by: what is to be done, its initials, and all that is said of it."""
    return text_keys(" ".join(word for word in (title, initials(title[:120]), details) if word))


def text_keys(text: str) -> dict[str, str]:
    """What something people wrote is found by: its beginning, as long as a letter."""
    return {"search_text": text.lower()[:LONGEST_TEXT]}


def _searched(name: str, *more: str) -> str:
    """Name, its pinyin initials and whatever else it is known by, in small letters."""
    words = [name, initials(name[:120]), *more]
    return " ".join(word for word in words if word).lower()[:LONGEST]


def shard_of(moment: object) -> str:
    """The month a record is exported with: `2026-10`, or nothing when it has no day."""
    return f"{moment.year:04}-{moment.month:02}" if isinstance(moment, date) else ""
