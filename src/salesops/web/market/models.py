"""Regions and products, keyed by the source's own ids."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept


class Region(Kept):
    """A sales region in the tree."""

    region_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(_("Name"), max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children",
        verbose_name=_("Part of"),
    )  # fmt: skip

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(Kept):
    """Something we sell."""

    product_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(_("Name"), max_length=300)
    line = models.CharField(_("Product line"), max_length=200, blank=True)
    category = models.CharField(_("Category"), max_length=200, blank=True)
    unit = models.CharField(_("Unit"), max_length=50, blank=True)
    list_price = models.DecimalField(
        _("List price"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    launched_on = models.DateField(_("Launched on"), null=True, blank=True)
    discontinued_on = models.DateField(_("Discontinued on"), null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
