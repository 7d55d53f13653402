"""New ids for records that no source has named."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, so that an id can be read over the telephone."""

LENGTH = 10


def new_id(prefix: str) -> str:
    """A new id such as `A-7K2Q9D4M1X`: fifty random bits behind the prefix."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"
