"""Batches that came in, mappings people saved, and imports under way."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Batch(models.Model):
    """One file that was taken in; its rows lie in the workspace's folder of the same name."""

    batch_id = models.CharField(primary_key=True, max_length=64)
    table = models.CharField(max_length=50)
    kind = models.CharField(max_length=10, choices=[("record", "record"), ("fact", "fact")])
    source = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.BigIntegerField()
    accepted = models.BigIntegerField()
    rejected = models.BigIntegerField()
    unchanged = models.BigIntegerField()
    problem_counts = models.JSONField(default=dict)
    problems_file = models.CharField(max_length=300, blank=True)
    mapping = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by_name = models.CharField(max_length=200)
    retracted_at = models.DateTimeField(null=True)
    retracted_by_name = models.CharField(max_length=200, blank=True)
    restored_at = models.DateTimeField(null=True)
    has_before = models.BooleanField(default=False)
    undone = models.JSONField(default=dict)

    class Meta:
        ordering = ["-made_at", "-batch_id"]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.table} {self.source}"

    @property
    def can_go(self) -> bool:
        """Whether it can be taken back: facts, and records of which is known what was before."""
        return self.kind == "fact" or self.has_before


class Unfinished(models.Model):
    """An import of records under way; one still there when nobody imports was killed."""

    batch_id = models.CharField(primary_key=True, max_length=64)
    table = models.CharField(max_length=50)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.batch_id


class SavedMapping(models.Model):
    """How one kind of file is read, kept for the next time it comes."""

    table = models.CharField(max_length=50)
    name = models.CharField(max_length=200)
    toml = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["table", "name"]
        constraints = [
            models.UniqueConstraint(fields=["table", "name"], name="one_mapping_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class ImportJob(models.Model):
    """A file somebody uploaded, from the preview until its rows are in the ledger or it failed."""

    class State(models.TextChoices):
        """Where the file is on its way."""

        UPLOADED = "uploaded", _("Uploaded")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Importing")
        SNAPSHOT = "snapshot", _("Updating the figures")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    table = models.CharField(max_length=50)
    filename = models.CharField(max_length=300)
    upload = models.CharField(max_length=300)
    size = models.BigIntegerField()
    mapping_toml = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    progress = models.FloatField(default=0)
    result = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    failure = models.TextField(blank=True)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imports"
    )
    finished_at = models.DateTimeField(null=True)
    restarts = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.filename} {self.state}"
