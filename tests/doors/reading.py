"""What a page says to a person: its text without tags, whose attributes hold random tokens."""

import re


def said(page: str) -> str:
    """The page's text. A short name is looked for here: a token may spell "Cy" by chance."""
    return re.sub(r"<[^>]*>", " ", page)
