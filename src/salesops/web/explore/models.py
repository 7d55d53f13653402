"""Questions people keep."""

from django.conf import settings
from django.db import models


class SavedQuestion(models.Model):
    """A question with a name; `query` is the part of the Ask page's address after the `?`."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="questions"
    )
    name = models.CharField(max_length=200)
    query = models.TextField()
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
