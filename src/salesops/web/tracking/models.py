"""What became of an alert: what somebody who looked said it was, and what they did about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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
