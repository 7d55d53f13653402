"""Where regions lie, and proposals of who should have which customers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept


class Place(Kept):
    """Where a region lies: its centre, its outer rings, and the regions that border on it."""

    region = models.OneToOneField(
        "market.Region", primary_key=True, on_delete=models.CASCADE, related_name="place"
    )
    longitude = models.FloatField()
    latitude = models.FloatField()
    rings: Any = models.JSONField(default=list, blank=True)
    neighbours: Any = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.region_id} {self.longitude:.2f} {self.latitude:.2f}"


class Proposal(Kept):
    """Who should have which customers; nothing changes hands until it is applied.

    `moves` are a customer, who had it and who should get it; `shares` is what each person has
    before and after; `entries` are the audit rows by which a hand-over can be taken back.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("Proposed")
        APPLIED = "applied", _("Handed over")
        TAKEN_BACK = "taken_back", _("Taken back")
        DROPPED = "dropped", _("Dropped")

    class By(models.TextChoices):
        """What is shared out."""

        LIST = "list", _("Customer by customer")
        MAP = "map", _("Whole regions, each territory in one piece")

    proposal_id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(_("Name"), max_length=200)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    by = models.CharField(max_length=4, choices=By.choices)
    workload = models.CharField(max_length=20)
    potential = models.CharField(max_length=20)
    limit = models.PositiveIntegerField()
    customers = models.PositiveIntegerField()
    moves: Any = models.JSONField(default=list, blank=True)
    shares: Any = models.JSONField(default=list, blank=True)
    owners: Any = models.JSONField(default=dict, blank=True)
    imbalance_before = models.FloatField(null=True)
    imbalance = models.FloatField()
    entries: Any = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
