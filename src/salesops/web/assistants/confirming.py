"""Actions in two steps: first what would change, in words; then, once confirmed, the action itself.

The preview is the action, done and taken back. What confirms it is bound to who asked, to the
action and its arguments, and to the versions of all records that it would change; it holds for
some minutes and confirms once.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from salesops.kernel.problem import Problem
from salesops.web import audit
from salesops.web.assistants.asking import Answer, Arguments, Caller, asked
from salesops.web.assistants.describing import CONFIRM
from salesops.web.assistants.offered import Tool
from salesops.web.assistants.preview import digest_of, in_words, model_of
from salesops.web.assistants.problems import (
    CHANGED_SINCE,
    CONFIRMED_BEFORE,
    EXPIRED,
    NO_SUCH_CONFIRMATION,
    NOT_DONE_YET,
    NOTHING_CHANGES,
    OTHER_ARGUMENTS,
)
from salesops.web.boundary import is_bounded, seen
from salesops.web.changing import locked
from salesops.web.jobs import problem_shown
from salesops.web.kept import Kept
from salesops.web.language import spoken
from salesops.web.people.blame import sentence
from salesops.web.problems import refused
from salesops.web.workspace.models import AuditEntry, KeptAnswer

HOLDS_FOR = timedelta(minutes=10)
MINUTES = int(HOLDS_FOR.total_seconds() // 60)
Versions = Sequence[tuple[str, str, int]]
"""Tables, ids and versions of records."""


def proposed(caller: Caller, tool: Tool, arguments: Arguments) -> Answer:
    """What the action would change, and what confirms it; or why it cannot be done."""
    with transaction.atomic():
        with transaction.atomic(), audit.heard() as entries:
            answer = asked(caller, tool, arguments)
            if answer.is_refused:
                return answer
            said = in_words(caller.actor, entries)
            transaction.set_rollback(True)
        if not entries:
            told = problem_shown(Problem(NOTHING_CHANGES), spoken())
            return Answer(200, {"preview": [], "said": told["reason"], "now": answer.told})
        token = _kept(caller, tool, arguments, entries)
    not_yet = refused(NOT_DONE_YET, token=token, minutes=MINUTES)
    return Answer(200, {
        # What no audit row may hold, such as an amount of pay, stands among the arguments alone.
        "preview": said, "with": _told(arguments),
        "said": sentence(not_yet), CONFIRM: token,
        "holds_until": (timezone.now() + HOLDS_FOR).isoformat(timespec="seconds"),
    })  # fmt: skip


def _kept(caller: Caller, tool: Tool, arguments: Arguments, entries: Sequence[AuditEntry]) -> str:
    token = secrets.token_urlsafe(9)
    KeptAnswer.objects.create(
        caller=caller.name, key=token, digest=_digest(tool, arguments), claim=digest_of(entries),
        claimed_at=timezone.now(), body=json.dumps(_versions(entries)),
    )  # fmt: skip
    return token


def _digest(tool: Tool, arguments: Arguments) -> str:
    text = json.dumps([tool.name, _told(arguments)], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(arguments: Arguments) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name != CONFIRM}


def _versions(entries: Sequence[AuditEntry]) -> Versions:
    """The records these rows are of, as they are now; what would be new is not there."""
    found = []
    for table, pk in dict.fromkeys((e.table, e.record_id) for e in entries if e.record_id):
        model = model_of(table)
        if model is not None and issubclass(model, Kept):
            rows = model._default_manager.filter(pk=pk)  # noqa: SLF001 - Django documents it
            found += [(table, pk, version) for version in rows.values_list("version", flat=True)]
    return found


def confirmed(caller: Caller, tool: Tool, arguments: Arguments, token: str) -> Answer:
    """Do what was previewed, once. Raises Refused, or Conflict with who changed what since."""
    with transaction.atomic():
        kept = _found(caller, token)
        _check(kept, tool, arguments, timezone.now())
        _unchanged(caller, json.loads(kept.body))
        with audit.heard() as entries:
            answer = asked(caller, tool, arguments)
        if answer.is_refused:
            return answer
        if digest_of(entries) != kept.claim:
            raise refused(CHANGED_SINCE)
        KeptAnswer.objects.filter(pk=kept.pk).update(status=answer.status)
        said = in_words(caller.actor, entries)
    return Answer(answer.status, {"done": said, "now": answer.told})


def _found(caller: Caller, token: str) -> KeptAnswer:
    every = KeptAnswer.objects.select_for_update()
    kept = every.filter(caller=caller.name, key=token.replace("\0", "")).first()
    if kept is None:
        raise refused(NO_SUCH_CONFIRMATION)
    return kept


def _check(kept: KeptAnswer, tool: Tool, arguments: Arguments, now: datetime) -> None:
    if kept.status is not None:
        raise refused(CONFIRMED_BEFORE)
    if kept.digest != _digest(tool, arguments):
        raise refused(OTHER_ARGUMENTS)
    if now - kept.claimed_at > HOLDS_FOR:
        raise refused(EXPIRED, minutes=MINUTES)


def _unchanged(caller: Caller, versions: Versions) -> None:
    """Hold the records that were previewed. Raises Conflict when one has another version.

    Of a record that is no longer theirs to see nobody is told what became of it.
    """
    for table, pk, version in versions:
        model: Any = model_of(table)
        is_theirs = not is_bounded(model) or seen(caller.actor, model).filter(pk=pk).exists()
        now = model._default_manager.filter(pk=pk).values_list("version", flat=True).first()  # noqa: SLF001 - Django documents it
        if now != version and not (is_theirs and now):
            raise refused(CHANGED_SINCE)
        locked(model, pk, version)
