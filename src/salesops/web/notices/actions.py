"""What is done about notices: tell people, mark as read, say how one wants to be told.

A notice is its own record of having been told, so telling writes no audit row beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from salesops.kernel.problem import Language, Problem
from salesops.selling.letters import KINDS, Kind, Taste
from salesops.web import audit
from salesops.web.notices import mailing
from salesops.web.notices.addressing import team_of, teams_up, today, users_of
from salesops.web.notices.models import Channel, Message, Notice, Preference
from salesops.web.notices.problems import NO_SUCH_KIND
from salesops.web.notices.records import may_see
from salesops.web.people.models import User
from salesops.web.prepared import Prepared
from salesops.web.problems import refused
from salesops.web.workspace.models import Workspace


@dataclass(frozen=True)
class About:
    """Which record a notice is about, and what keeps it from being told twice."""

    table: str = ""
    record_id: str = ""
    key: str = ""


@dataclass
class Told:
    """Who was told, and who was not because they may not see what it is about."""

    notices: list[Notice] = field(default_factory=list)
    kept_from: list[User] = field(default_factory=list)


NOTHING = About()


def notify(
    *,
    to: str | User,
    kind: Kind,
    words: Problem,
    about: About = NOTHING,
    at: datetime | None = None,
) -> Told:
    """Tell a person, by id, or one user, in their own language and by the ways they want.

    Nobody is told of a record they may not see. Done twice with one key it tells once.
    """
    now = at or timezone.now()
    users = [to] if isinstance(to, User) else users_of(to, today())
    told = Told()
    with transaction.atomic():
        for user in users:
            if not may_see(user, about.table, about.record_id):
                told.kept_from.append(user)
                continue
            notice = _made(user, kind, words, about, now)
            if notice:
                told.notices.append(notice)
    return told


def _made(user: User, kind: Kind, words: Problem, about: About, now: datetime) -> Notice | None:
    if about.key and Notice.objects.filter(user=user, key=about.key).exists():
        return None
    taste, language = taste_of(user, kind), spoken_by(user)
    notice = Notice.objects.create(
        user=user, kind=kind, title=words.reason(language)[:400],
        body=words.remedy(language)[:1000], table=about.table, record_id=about.record_id,
        key=about.key, made_at=now, is_shown=taste.in_app,
    )  # fmt: skip
    Message.objects.bulk_create(_messages(user, notice, taste, now))
    return notice


def _messages(user: User, notice: Notice, taste: Taste, now: datetime) -> list[Message]:
    found = []
    address = user.email or (user.person.email if user.person else "")
    if taste.mail and address and mailing.is_set_up():
        found.append(Message(notice=notice, medium="mail", address=address, next_at=now))
    channel = channel_of(user, today()) if taste.chat else None
    if channel:
        found.append(Message(notice=notice, medium="chat", channel=channel, next_at=now))
    return found


def spoken_by(user: User) -> Language:
    """The language somebody reads: their own choice, else the company's."""
    code = user.language
    if not code:
        workspace = Workspace.objects.first()
        code = workspace.language if workspace else ""
    return "en" if code.startswith("en") else "zh"


def taste_of(user: User, kind: Kind) -> Taste:
    """How the user wants to be told of the kind."""
    kept = Preference.objects.filter(user=user, kind=kind).first()
    return Taste(kept.in_app, kept.mail, kept.chat) if kept else KINDS[kind].taste


def channel_of(user: User, day: date) -> Channel | None:
    """The user's own chat robot, else the one of the nearest team above."""
    active = Channel.objects.filter(is_active=True)
    own = active.filter(user=user).first()
    if own or not active.filter(team__isnull=False).exists():
        return own
    for team in teams_up(team_of(user, day)):
        found = active.filter(team=team).first()
        if found:
            return found
    return None


def mark_read(*, actor: User, ids: Iterable[int] | None = None) -> int:
    """Mark some or all of one's notices as read; others' are left as they are."""
    unread = Notice.objects.filter(user=actor, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=timezone.now())


def set_tastes(*, actor: User, tastes: Mapping[str, Taste]) -> None:
    """Say how one wants to be told of each kind; what is as usual is not kept."""
    with transaction.atomic():
        changed = {}
        for kind, taste in tastes.items():
            known = next((one for one in KINDS if one == kind), None)
            if known is None:
                raise refused(NO_SUCH_KIND, field="kind", kind=kind)
            before = taste_of(actor, known)
            if before != taste:
                changed[kind] = (_words(before), _words(taste))
                Preference.objects.update_or_create(user=actor, kind=kind, defaults=vars(taste))
        if changed:
            audit.note(actor, "set_notice_tastes", actor.username, changes=changed)


def _words(taste: Taste) -> list[str]:
    return [name for name, is_on in vars(taste).items() if is_on]


def unread_count(user: User) -> int:
    """How many notices somebody has not read."""
    return next((int(one["count"]) for one in unread_asked([user.pk])), 0)


unread_asked = Prepared(
    lambda users: (
        Notice.objects.filter(user=users[0], read_at__isnull=True, is_shown=True)
        .order_by()
        .values("user")
        .annotate(count=Count("*"))
    )
)
"""How many notices of a user are not read."""
