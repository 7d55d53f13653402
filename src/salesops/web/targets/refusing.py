"""What a page says where what it was asked for is refused."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from salesops.kernel.signs import foreign_sign
from salesops.web.people.blame import sentence
from salesops.web.problems import Faulty, Refused, refused
from salesops.web.targets.problems import FOREIGN_AMOUNT


def why_not(do: Callable[[], object]) -> dict[str, Any]:
    """Do it; nothing when it was done, else its problems or the one reason, for the page."""
    try:
        do()
    except Faulty as fault:
        return {"problems": fault.problems}
    except Refused as refusal:
        return {"refusal": sentence(refusal)}
    except ValidationError as error:
        return {"refusal": " ".join(error.messages)}
    return {}


def check_sign(text: str, currency: str) -> None:
    """Refuse an amount with the sign of another currency than the company counts in."""
    if other := foreign_sign(text, currency):
        raise refused(FOREIGN_AMOUNT, field="amount", currency=currency, other=other)
