"""Forms about regions and products."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salesops.web.market.models import Region


class RegionForm(forms.Form):
    """A region's name, and what it is part of."""

    region_id = forms.CharField(label=_("Id"), max_length=200, required=False)
    name = forms.CharField(label=_("Name"), max_length=200)
    parent_id = forms.ChoiceField(label=_("Part of"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        """Offer every region; an id is given once."""
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *Region.objects.order_by("name").values_list("pk", "name")]
        self.fields["parent_id"].choices = choices  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["region_id"]


class ProductForm(forms.Form):
    """What is told of a product."""

    product_id = forms.CharField(label=_("Id"), max_length=200, required=False)
    name = forms.CharField(label=_("Name"), max_length=300)
    line = forms.CharField(
        label=_("Product line"), max_length=200, required=False,
        widget=forms.TextInput({"list": "product-lines"}),
    )  # fmt: skip
    category = forms.CharField(label=_("Category"), max_length=200, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=50, required=False)
    list_price = forms.DecimalField(
        label=_("List price"), max_digits=18, decimal_places=4, required=False, min_value=0
    )
    launched_on = forms.DateField(
        label=_("Launched on"), required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )  # fmt: skip
    discontinued_on = forms.DateField(
        label=_("Discontinued on"), required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        """An id is given once."""
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["product_id"]
