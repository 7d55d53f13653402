"""Public pools of customers nobody owns, and who held which customer from when to when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept


class Pool(Kept):
    """Customers free to be claimed, and the rule by which neglected ones come back.

    Days are working days, and none before `starts_on` counts against anybody. A pool without
    classes or regions is open to all of them; empty numbers mean no such limit.
    """

    pool_id = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(_("Name"), max_length=200)
    is_active = models.BooleanField(_("In use"), default=True)
    recycle_after_workdays = models.PositiveIntegerField(
        _("Working days without contact until a customer comes back"), null=True, blank=True
    )
    warn_before_workdays = models.PositiveIntegerField(_("Warn so many days before"), default=3)
    starts_on = models.DateField(_("Counts from"), null=True, blank=True)
    holding_cap = models.PositiveIntegerField(
        _("Customers a seller may hold"), null=True, blank=True
    )
    claims_per_day = models.PositiveIntegerField(_("Claims a day"), null=True, blank=True)
    cool_down_workdays = models.PositiveIntegerField(
        _("Working days until the last owner may claim again"), default=0
    )
    keeps_won = models.BooleanField(
        _("Customers with a won deal stay and need no place"), default=True
    )
    classes = models.JSONField(_("Classes"), default=list, blank=True)
    regions = models.ManyToManyField("market.Region", blank=True, verbose_name=_("Regions"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """One stretch of time in which one person held one customer, and how it began and ended."""

    class Began(models.TextChoices):
        """How somebody came to hold a customer."""

        CLAIMED = "claimed", _("Claimed from the pool")
        ASSIGNED = "assigned", _("Assigned")
        CREATED = "created", _("Created")
        CONVERTED = "converted", _("From a lead")
        IMPORTED = "imported", _("Imported")

    class Ended(models.TextChoices):
        """How somebody lost a customer."""

        RETURNED = "returned", _("Returned to the pool")
        RECYCLED = "recycled", _("Taken back for lack of contact")
        REASSIGNED = "reassigned", _("Given to somebody else")
        MERGED = "merged", _("Merged into another customer")

    account = models.ForeignKey(
        "crm.Account", on_delete=models.CASCADE, related_name="holdings", db_index=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="holdings", db_index=False
    )
    began_at = models.DateTimeField()
    began = models.CharField(max_length=20, choices=Began.choices)
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=20, choices=Ended.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    pool = models.ForeignKey("crm.Pool", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-began_at", "-id"]
        indexes = [
            models.Index(fields=["account", "-began_at"], name="holding_by_account"),
            models.Index(fields=["person", "-began_at"], name="holding_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.account_id} {self.began_at:%Y-%m-%d}"
