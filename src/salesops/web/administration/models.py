"""What is remembered of the installation's own upkeep."""

from django.db import models


class DutyRun(models.Model):
    """How a duty of the worker's clock went the last time."""

    name = models.CharField(primary_key=True, max_length=100)
    known_since = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
