"""What every record that people edit carries: its version, when it was made and last changed."""

from django.db import models
from django.utils import timezone


class Kept(models.Model):
    """A record that people edit; `version` counts its changes, so that no change is lost unseen.

    `extra` holds what a company keeps beyond the declared fields.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def found_by(self) -> dict[str, str]:
        """What follows from the record's words, whoever writes it: the text searches look in."""
        return {}


class Told(Kept):
    """A record the ledger is told of; `shard` is the month it is exported with.

    The ledger reads a month again only when the number of its records or the newest of their
    changes is another, so a million old activities are not read for a new one.
    """

    shard = models.CharField(max_length=7, default="", editable=False)

    class Meta:
        abstract = True
