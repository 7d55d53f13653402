"""Regions and products, keyed by the source's own ids."""

from django.db import models


class Region(models.Model):
    """A sales region in the tree."""

    region_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something we sell."""

    product_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(max_length=300)
    line = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=50, blank=True)
    list_price = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    launched_on = models.DateField(null=True)
    discontinued_on = models.DateField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
