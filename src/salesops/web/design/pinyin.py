"""Names by the initials of their pinyin, as people type them in a hurry."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def initial(character: str) -> str:
    """The first letter of a character's pinyin, or the character."""
    # Its dictionary takes longer to load than most commands take.
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(character, style=Style.FIRST_LETTER)).lower()


@lru_cache(maxsize=200_000)
def initials(name: str) -> str:
    """`hd` for 华东; letters and digits stay as they are."""
    return "".join(initial(character) for character in name if not character.isspace())


def matches(text: str, *names: str) -> bool:
    """Whether a name contains the text, or its pinyin initials do."""
    sought = text.lower()
    return any(sought in name.lower() or sought in initials(name) for name in names)


def begins(text: str, name: str) -> bool:
    """Whether the name, or the initials of its pinyin, begin with the text."""
    sought = text.lower()
    return name.lower().startswith(sought) or initials(name).startswith(sought)
