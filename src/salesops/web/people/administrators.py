"""The rule that somebody can always let the others in."""

from salesops.web.people.models import Role, User
from salesops.web.people.problems import LAST_ADMINISTRATOR
from salesops.web.problems import refused


def someone_administers(*, without_user: int | None = None, without_person: str = "") -> None:
    """Refuse what would leave nobody who may administer; call it in the change's transaction.

    The administrators are held, so that two of them cannot shut each other out at once. Where
    there is none to begin with, as in a workspace kept from the command line, nothing is lost.
    """
    found = list(User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True))
    gone = [u for u in found if u.pk == without_user or (u.person_id == without_person != "")]
    if found and len(gone) == len(found):
        raise refused(LAST_ADMINISTRATOR)
