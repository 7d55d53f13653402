"""What a page says where what it was asked for is refused."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from salesops.web.people.blame import sentence
from salesops.web.problems import Faulty, Refused


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
