"""Customers, and the crosswalk that says which of them are one."""

from django.conf import settings
from django.db import models


class Account(models.Model):
    """A customer as one source knows it."""

    account_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(max_length=300)
    industry = models.CharField(max_length=200, blank=True)
    size = models.CharField(max_length=100, blank=True)
    klass = models.CharField(max_length=100, blank=True, db_column="class")
    region = models.ForeignKey("market.Region", null=True, on_delete=models.PROTECT)
    owner = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="accounts"
    )
    created_on = models.DateField(null=True)
    credit_code = models.CharField(max_length=50, blank=True)
    phone = models.CharField(max_length=50, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AccountLink(models.Model):
    """From now on `source_account_id` means `account`; the newest line about an id is the truth.

    Lines are only ever added: undoing a merge adds one that links the id to itself.
    """

    source_account_id = models.CharField(max_length=200, db_index=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="links")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source_account_id} → {self.account_id}"
