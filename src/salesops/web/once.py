"""A request that is sent twice is done once: answers kept by the key the client gave."""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeGuard

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from salesops.kernel.problem import Problem
from salesops.web.door_problems import BAD_KEY, OTHER_REQUEST, STILL_RUNNING
from salesops.web.faults import told
from salesops.web.language import speak_as
from salesops.web.workspace.bearing import bearer, secret_of
from salesops.web.workspace.models import KeptAnswer

HEADER = "HTTP_IDEMPOTENCY_KEY"
REPLAYED = "Idempotency-Replayed"
METHODS = ("POST", "PUT", "PATCH", "DELETE")
LONGEST = 255
KEPT_FOR = timedelta(hours=24)
# Longer than any request takes; even one that takes longer is not done twice.
GIVEN_UP_AFTER = timedelta(minutes=10)


class TakenOver(RuntimeError):
    """Somebody else took the key over meanwhile; what was done here is rolled back."""


def once(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware for REST: what was done under a key is kept with its answer, and not done again.

    The answer is written in the transaction of what it answers, so after a crash either both
    are there or neither. A refusal changed nothing, so it is not kept and the key stays free.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        key = request.META.get(HEADER)
        is_write = request.method in METHODS and request.path.startswith("/api/")
        caller = _caller(request) if key is not None and is_write else ""
        if key is None or not caller:
            return get_response(request)
        if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
            return told(request, 422, Problem(BAD_KEY))
        try:
            digest = _digest(request)
        except RequestDataTooBig:
            return told(request, 413)
        return _answered(request, get_response, (caller, key, digest))

    return answer


def _caller(request: HttpRequest) -> str:
    """Whose key it is: a token's or, for a page's script, a user's; nobody's when nobody came."""
    secret = secret_of(request)
    if secret:
        token = bearer(secret, timezone.now())
        if token is None:
            return ""
        speak_as(request, token.user)
        return f"token {token.pk}"
    return f"user {request.user.pk}" if request.user.is_authenticated else ""


def _digest(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and everything sent with it."""
    held = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        held.update(request.body)
        return held.hexdigest()
    for name, values in sorted(request.POST.lists()):
        held.update(repr((name, values)).encode("utf-8", "replace"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            held.update(repr((name, file.name, file.size)).encode("utf-8", "replace"))
            for chunk in file.chunks():
                held.update(chunk)
            file.seek(0)
    return held.hexdigest()


def _answered(
    request: HttpRequest,
    get_response: Callable[[HttpRequest], HttpResponseBase],
    asked: tuple[str, str, str],
) -> HttpResponseBase:
    claim = secrets.token_hex(16)
    kept = _claimed(*asked, claim, timezone.now())
    if kept.claim == claim:
        return _done(request, get_response, kept)
    if kept.digest != asked[2]:
        return told(request, 422, Problem(OTHER_REQUEST))
    return _again(kept) if kept.status else told(request, 409, Problem(STILL_RUNNING))


def _claimed(caller: str, key: str, digest: str, claim: str, now: datetime) -> KeptAnswer:
    """The key's row: ours, when it was free or given up, or somebody else's."""
    mine = KeptAnswer(caller=caller, key=key, digest=digest, claim=claim, claimed_at=now)
    KeptAnswer.objects.bulk_create([mine], ignore_conflicts=True)
    given_up = KeptAnswer.objects.filter(caller=caller, key=key).exclude(claim=claim)
    ended = given_up.filter(claimed_at__lt=now - KEPT_FOR)
    stuck = given_up.filter(status__isnull=True, claimed_at__lt=now - GIVEN_UP_AFTER)
    fresh = {"claim": claim, "claimed_at": now, "digest": digest, "status": None, "body": ""}
    for found in (ended, stuck):
        found.update(**fresh)
    kept = KeptAnswer.objects.filter(caller=caller, key=key).first()
    # Whoever held it was refused and let it go just now.
    return kept or _claimed(caller, key, digest, claim, now)


def _done(
    request: HttpRequest,
    get_response: Callable[[HttpRequest], HttpResponseBase],
    kept: KeptAnswer,
) -> HttpResponseBase:
    mine = KeptAnswer.objects.filter(pk=kept.pk, claim=kept.claim)
    try:
        with transaction.atomic():
            response = get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif _is_kept(response):
                _keep(mine, response)
                return response
    except TakenOver:
        return told(request, 409, Problem(STILL_RUNNING))
    except DatabaseError:
        # It could not begin or not end: unless it is kept after all, the key is free again.
        with suppress(DatabaseError):
            mine.filter(status__isnull=True).delete()
        raise
    mine.delete()
    return response


def _is_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Whether something was done, and the answer is a text that can be said again."""
    if not isinstance(response, HttpResponse) or not 200 <= response.status_code < 300:
        return False
    return not response.content or "json" in response.get("Content-Type", "")


def _keep(mine: QuerySet[KeptAnswer], response: HttpResponse) -> None:
    kept = mine.update(
        status=response.status_code,
        content_type=response.get("Content-Type", ""),
        body=response.content.decode(),
    )
    if not kept:
        raise TakenOver


def _again(kept: KeptAnswer) -> HttpResponse:
    answer = HttpResponse(kept.body, content_type=kept.content_type, status=kept.status)
    answer[REPLAYED] = "true"
    return answer


def forget_answers(now: datetime) -> int:
    """Drop the keys that nobody may send again."""
    return KeptAnswer.objects.filter(claimed_at__lt=now - KEPT_FOR).delete()[0]
