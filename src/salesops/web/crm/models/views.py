"""Lists as somebody likes to see them, kept under a name."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """One list with its filters, order and columns, as the query of its address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
        db_index=False,
    )
    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "list_name", "name"], name="a_view_once")
        ]

    def __str__(self) -> str:
        return self.name
