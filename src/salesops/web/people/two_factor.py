"""The second step at sign-in: set it up, confirm it, ask for it, end it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.web import audit
from salesops.web.access import Actor, Owner, require
from salesops.web.people import codes
from salesops.web.people.models import RecoveryCode, Role, TwoFactor, User
from salesops.web.people.secrecy import Unreadable, fingerprint, opened, sealed

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 5


def confirmed(user: User) -> TwoFactor | None:
    """The user's second step, if it is asked for."""
    return TwoFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def is_required(user: User) -> bool:
    """Whether the workspace asks a second step of the user's role."""
    from salesops.web.workspace.models import Workspace

    workspace = Workspace.objects.first()
    return workspace is not None and user.role in workspace.two_factor_roles


def codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def begin(*, actor: User) -> str:
    """A secret for the actor's authenticator, kept but not asked for until it is confirmed.

    The same one until then: a page that is loaded again shows the picture that was scanned.
    """
    with transaction.atomic():
        kept = TwoFactor.objects.select_for_update().filter(user=actor).first()
        if kept and kept.confirmed_at:
            raise ValidationError(_("The second step is on already."))
        if kept:
            try:
                return opened(kept.secret)
            except Unreadable:
                kept.delete()
        secret = codes.new_secret()
        TwoFactor.objects.create(user=actor, secret=sealed(secret))
        audit.note(actor, "begin_two_factor", actor.username)
    return secret


def confirm(*, actor: User, code: str) -> Sequence[str]:
    """Turn the second step on with a first code; gives the recovery codes, shown this once."""
    with transaction.atomic():
        kept = TwoFactor.objects.select_for_update().filter(user=actor).first()
        if kept is None or kept.confirmed_at:
            raise ValidationError(_("Scan the picture first."))
        now = timezone.now()
        step = None if _is_barred(kept, now) else _step(kept, code, now)
        if step is not None:
            kept.confirmed_at, kept.last_step = now, step
            kept.failures = 0
            kept.save(update_fields=["confirmed_at", "last_step", "failures"])
            given = _new_codes(actor)
            audit.note(actor, "confirm_two_factor", actor.username)
            return given
        _count_failure(kept, now)
    raise ValidationError(
        _("This code is not right. Check the clock of your phone and type the code it shows now.")
    )


def renew_codes(*, actor: User, password: str) -> Sequence[str]:
    """Ten new recovery codes; the old ones are worth nothing from now on."""
    _check_password(actor, password)
    with transaction.atomic():
        if confirmed(actor) is None:
            raise ValidationError(_("The second step is not on."))
        given = _new_codes(actor)
        audit.note(actor, "renew_recovery_codes", actor.username)
    return given


def end(*, actor: User, password: str) -> None:
    """Turn one's own second step off."""
    _check_password(actor, password)
    if is_required(actor):
        raise ValidationError(_("Your role needs a second step; it cannot be turned off."))
    _remove(actor, actor, "end_two_factor")


def reset(*, actor: Actor, user: User) -> None:
    """Turn somebody's second step off who lost their phone and their paper."""
    require(actor, Role.ADMIN)
    if isinstance(actor, User) and actor.pk == user.pk:
        raise ValidationError(_("Turn your own second step off with your password."))
    _remove(actor, user, "reset_two_factor")


def set_required(*, actor: Actor, roles: Sequence[str]) -> None:
    """Ask a second step of these roles, from everybody's next sign-in on."""
    from salesops.web.workspace.models import Workspace

    require(actor, Role.ADMIN)
    if unknown := set(roles) - set(Role.values):
        raise ValidationError(_("There is no role %s.") % ", ".join(sorted(unknown)))
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().get()
        before, after = workspace.two_factor_roles, sorted(set(roles))
        workspace.two_factor_roles = after
        workspace.save(update_fields=["two_factor_roles"])
        changes = {"two_factor_roles": [before, after]}
        audit.note(actor, "require_two_factor", workspace.name, changes)


def passes(user: User, code: str, now: datetime) -> str | None:
    """Which kind of code this is, `code` or `recovery`, when it is right; it is used up by that.

    After five wrong codes every code is refused for a quarter of an hour.
    """
    with transaction.atomic():
        kept = TwoFactor.objects.select_for_update().filter(user=user).first()
        if kept is None or kept.confirmed_at is None or _is_barred(kept, now):
            return None
        kind = _kind(kept, code, now)
        if kind is None:
            _count_failure(kept, now)
        else:
            TwoFactor.objects.filter(pk=kept.pk).update(failures=0)
    return kind


def is_barred(user: User, now: datetime) -> bool:
    """Whether too many wrong codes were given lately."""
    kept = confirmed(user)
    return kept is not None and _is_barred(kept, now)


def _kind(kept: TwoFactor, code: str, now: datetime) -> str | None:
    step = _step(kept, code, now)
    if step is not None:
        kept.last_step = step
        kept.save(update_fields=["last_step"])
        return "code"
    unused = RecoveryCode.objects.filter(user_id=kept.user_id, used_at__isnull=True)
    mark = fingerprint(codes.plain(code), str(kept.user_id))
    return "recovery" if unused.filter(fingerprint=mark).update(used_at=now) else None


def _step(kept: TwoFactor, code: str, now: datetime) -> int | None:
    try:
        return codes.matched_step(opened(kept.secret), code, now, kept.last_step)
    except Unreadable:
        return None


def _is_barred(kept: TwoFactor, now: datetime) -> bool:
    lately = kept.failed_at is not None and kept.failed_at > now - WINDOW
    return lately and kept.failures >= MOST_FAILURES


def _count_failure(kept: TwoFactor, now: datetime) -> None:
    """Not in a transaction that is rolled back: a failure that is forgotten was none."""
    lately = kept.failed_at is not None and kept.failed_at > now - WINDOW
    failures = F("failures") + 1 if lately else 1
    TwoFactor.objects.filter(pk=kept.pk).update(failures=failures, failed_at=now)


def _new_codes(user: User) -> Sequence[str]:
    RecoveryCode.objects.filter(user=user).delete()
    given = codes.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, fingerprint=fingerprint(codes.plain(code), str(user.pk)))
        for code in given
    )
    return given


def _check_password(actor: User, password: str) -> None:
    from salesops.web.people.sign_in import knows_password

    if isinstance(actor, Owner) or not knows_password(actor, password):
        raise ValidationError(_("This is not your password."))


def _remove(actor: Actor, user: User, action: str) -> None:
    with transaction.atomic():
        TwoFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        audit.note(actor, action, user.username)
