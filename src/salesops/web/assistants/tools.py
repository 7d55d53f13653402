"""The tools as a door uses them: listed for a key, called by name, answered in plain values."""

import logging
from typing import Any

from salesops.kernel.problem import Language, Problem
from salesops.web.assistants.asking import (
    Answer,
    Arguments,
    Caller,
    asked,
    offered,
    openapi,
    tool_named,
)
from salesops.web.assistants.confirming import confirmed, proposed
from salesops.web.assistants.describing import CONFIRM, description, takes
from salesops.web.door import through
from salesops.web.door_problems import SAID
from salesops.web.jobs import problem_shown
from salesops.web.language import speaking, spoken
from salesops.web.problems import Conflict, Faulty, Refused

log = logging.getLogger(__name__)
Told = dict[str, Any]


def listed(caller: Caller) -> list[Told]:
    """The tools this key opens: name, description, what each takes, whether it acts."""
    return [
        {
            "name": tool.name,
            "description": description(tool, openapi()),
            "takes": takes(tool, openapi()),
            "is_action": tool.is_action,
        }
        for tool in offered(caller)
    ]


def called(caller: Caller, name: str, arguments: Arguments, language: Language) -> Answer:
    """What the tool answers; a refusal is an answer too."""
    with through("mcp"), speaking(language):
        try:
            return _called(caller, name, arguments)
        except Conflict as conflict:
            return _refused([conflict.problem], {"version": conflict.version})
        except Faulty as fault:
            return _refused(list(fault.problems), {})
        except Refused as refusal:
            return _refused([refusal.problem], {})
        except Exception:
            log.exception("tool %s", name)
            return _refused([Problem(SAID[500])], {})


def _called(caller: Caller, name: str, arguments: Arguments) -> Answer:
    tool = tool_named(caller, name, arguments)
    if not tool.is_action:
        return asked(caller, tool, arguments)
    token = arguments.get(CONFIRM)
    if token:
        return confirmed(caller, tool, arguments, str(token))
    return proposed(caller, tool, arguments)


def _refused(problems: list[Problem], more: Told) -> Answer:
    return Answer(409, {"problems": [problem_shown(one, spoken()) for one in problems], **more})
