"""One-time codes: what an authenticator shows, recovery codes, and the picture a phone scans."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
import segno

ISSUER = "SalesOps"
STEP_SECONDS = 30
DRIFT_STEPS = 1
"""A phone's clock may be half a minute off, either way."""

RECOVERY_CODES = 10
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0, 1, I, L, O and U, so that a code can be read from paper."""


def new_secret() -> str:
    """What an authenticator and we share: 160 random bits, as base32."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """What the picture says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def picture(text: str) -> str:
    """A QR code of the text as an SVG in a data address, black on white in any theme."""
    code = segno.make(text, error="m", micro=False)
    return code.svg_data_uri(scale=4, border=3, light="#fff", dark="#000")


def matched_step(secret: str, code: str, moment: datetime, after: int) -> int | None:
    """The half-minute a code belongs to, if it is one of now and later than `after`.

    A code that was used, or one before it, is refused: whoever read it over a shoulder comes
    too late.
    """
    given = "".join(code.split())
    if not (given.isascii() and given.isdigit()):
        return None
    now = int(moment.timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        is_right = secrets.compare_digest(generator.generate_otp(step), given)
        if is_right and step > after:
            return step
    return None


def new_recovery_codes() -> Sequence[str]:
    """Ten codes of twelve letters and digits, in groups of four."""
    return [_written(_drawn()) for _ in range(RECOVERY_CODES)]


def plain(code: str) -> str:
    """A recovery code as it is compared: without spaces and dashes, in capitals."""
    return "".join(one for one in code.upper() if one in ALPHABET)


def _drawn() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def _written(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
