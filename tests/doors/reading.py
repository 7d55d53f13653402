"""What an answer says: the page as it is written, as it is read, and its words alone."""

import re
from html import unescape
from typing import Any


def html(answer: Any, status: int = 200) -> str:
    """The page as it is written, of an answer that has this status."""
    assert answer.status_code == status, (answer.status_code, answer.content[:2000])
    return answer.content.decode()


def read(answer: Any, status: int = 200) -> str:
    """The page with its characters as they are shown and its white space folded."""
    return re.sub(r"\s+", " ", unescape(html(answer, status)))


def said(page: str) -> str:
    """The page's words, without its tags, whose attributes hold random tokens.

    A short name is looked for here: a token may spell "Cy" by chance.
    """
    return re.sub(r"<[^>]*>", " ", page)
