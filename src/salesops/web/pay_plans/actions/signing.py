"""A person signs the text they are paid by; the signature is under its fingerprint."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.web import audit
from salesops.web.access import Actor
from salesops.web.pay_plans.held import assignment_seen, versions_seen
from salesops.web.pay_plans.in_force import digest_of
from salesops.web.pay_plans.models import Acknowledgement, PayPlanVersion
from salesops.web.pay_plans.problems import NOTHING_TO_SIGN, OTHER_TEXT
from salesops.web.people.models import User
from salesops.web.problems import refused


def acknowledge(
    *, actor: Actor, assignment_id: str, version_id: str, digest: str
) -> Acknowledgement:
    """Sign what a version says to oneself, by the fingerprint that was read. Raises Refused.

    Nobody signs for somebody else; signing twice is signing once.
    """
    assignment = assignment_seen(actor, assignment_id)
    if not isinstance(actor, User) or actor.person_id != assignment.person_id:
        raise PermissionDenied(_("Your role does not allow this."))
    approved = versions_seen(actor).filter(status=PayPlanVersion.Status.APPROVED)
    version = approved.filter(pk=version_id, pay_plan=assignment.pay_plan_id).first()
    if version is None:
        raise refused(NOTHING_TO_SIGN, field="version_id")
    now = digest_of(version, assignment)
    if digest != now:
        raise refused(OTHER_TEXT, field="digest", seen=digest[:12] or "—", now=now[:12])
    with transaction.atomic():
        signed, is_new = Acknowledgement.objects.get_or_create(
            assignment=assignment, digest=now,
            defaults={
                "plan_version": version, "signed_at": timezone.now(), "signed_by": actor,
            },
        )  # fmt: skip
        if is_new:
            audit.note(
                actor, "acknowledge_pay_plan", str(assignment), {"digest": now},
                table="payassignments", record_id=assignment.pk,
            )  # fmt: skip
    return signed
