"""What became of an alert: what somebody who looked said it was, and what they did about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.insights import measures
from salesops.web.kept import Kept


class Fate(Kept):
    """What people decided about one finding, by its key, which stays the same."""

    class Disposition(models.TextChoices):
        """What it was."""

        MARKET = "market", _("The market")
        PRODUCT = "product", _("The product")
        TEAM = "team", _("The team")
        TARGET = "target", _("The target is wrong")
        DATA = "data", _("The data are wrong")

    key = models.CharField(max_length=400, unique=True)
    claim = models.CharField(max_length=500)
    disposition = models.CharField(_("What it was"), max_length=10, choices=Disposition.choices)
    note = models.CharField(_("Note"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return self.claim


class Measure(Kept):
    """A course or a campaign proposed against a cause of a shortfall, and what became of it."""

    class Kind(models.TextChoices):
        """What is to be done."""

        COURSE = "course", _("Course")
        CAMPAIGN = "campaign", _("Campaign")

    class Status(models.TextChoices):
        """How far it has come."""

        PROPOSED = measures.PROPOSED, _("Proposed")
        ACCEPTED = measures.ACCEPTED, _("Accepted")
        REJECTED = measures.REJECTED, _("Rejected")
        DONE = measures.DONE, _("Done")
        DROPPED = measures.DROPPED, _("Dropped")

    measure_id = models.CharField(primary_key=True, max_length=32)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    title = models.CharField(_("Title"), max_length=300)
    details = models.TextField(_("Details"), max_length=4000, blank=True)
    # What it answers: the address of the page that says why, the node, the cause, what it cost.
    why = models.CharField(max_length=1000, blank=True)
    node = models.CharField(max_length=300, blank=True)
    cause = models.CharField(max_length=50, blank=True)
    impact = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="measures",
        verbose_name=_("Owner"),
    )  # fmt: skip
    outcome = models.CharField(_("Note"), max_length=1000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title
