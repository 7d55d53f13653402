"""Plans and their quotas."""

from django.db import models


class Plan(models.Model):
    """One published version of the targets."""

    plan_id = models.CharField(primary_key=True, max_length=200)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["plan_id"]

    def __str__(self) -> str:
        return self.plan_id


class Quota(models.Model):
    """The target of a person or region for a period and product line."""

    quota_id = models.CharField(primary_key=True, max_length=64)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="quotas")
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="quotas"
    )
    region = models.ForeignKey("market.Region", null=True, on_delete=models.PROTECT)
    product_line = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_before = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.starts_on} {self.amount}"
