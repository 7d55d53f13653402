"""What is kept so that a stolen database does not tell it: sealed with the workspace's key."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac


class Unreadable(ValueError):
    """Something was sealed with another key than the workspace's present one."""


def sealed(text: str) -> str:
    """The text, encrypted."""
    return _box().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What was sealed. Raises Unreadable when the workspace's key has changed since."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def fingerprint(code: str, owner: str) -> str:
    """What is kept of a code that is only ever compared: useless without the workspace's key."""
    return salted_hmac(f"salesops recovery {owner}", code, algorithm="sha256").hexdigest()


def _box() -> Fernet:
    key = sha256(b"salesops two-factor secrets\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
