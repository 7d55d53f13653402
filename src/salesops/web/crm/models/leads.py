"""Leads, and the rules that say who gets them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept, Told


class Lead(Told):
    """A person or company that may buy and whose need nobody has confirmed yet.

    `received_at` is when the customer's clock started, `assigned_at` when the owner's did.
    `first_contacted_at` is the first contact of ours that reached them, never a mail of theirs.
    """

    class Status(models.TextChoices):
        """How far a lead has come."""

        NEW = "new", _("New")
        WORKING = "working", _("Following up")
        CONVERTED = "converted", _("Converted")
        INVALID = "invalid", _("Invalid")

    lead_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(_("Name"), max_length=300, blank=True)
    company = models.CharField(_("Company"), max_length=300, blank=True)
    title = models.CharField(_("Title"), max_length=200, blank=True)
    phone = models.CharField(_("Phone"), max_length=50, blank=True)
    email = models.CharField(_("Mail"), max_length=254, blank=True)
    wechat = models.CharField(_("WeChat"), max_length=100, blank=True)
    source = models.CharField(_("Source"), max_length=100, blank=True)
    product_line = models.CharField(_("Product line"), max_length=200, blank=True)
    need = models.TextField(_("What they want"), blank=True)
    region = models.ForeignKey(
        "market.Region", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("Region")
    )
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="leads",
        verbose_name=_("Owner"), db_index=False)  # fmt: skip
    account = models.ForeignKey(
        "crm.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="leads",
        verbose_name=_("Customer"),
    )  # fmt: skip
    contact = models.ForeignKey(
        "crm.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    status = models.CharField(
        _("Status"), max_length=20, choices=Status.choices, default=Status.NEW
    )
    invalid_reason = models.CharField(_("Why invalid"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("Received"), null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    first_contacted_at = models.DateTimeField(_("First contact"), null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    converted_at = models.DateTimeField(null=True, blank=True)
    phone_key = models.CharField(max_length=40, blank=True, editable=False)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    name_key = models.CharField(max_length=300, blank=True, editable=False)
    search_text = models.CharField(max_length=900, blank=True, editable=False)

    class Meta:
        ordering = ["-received_at", "lead_id"]
        indexes = [
            models.Index(fields=["-received_at", "lead_id"], name="lead_by_arrival"),
            models.Index(fields=["owner", "status", "-received_at"], name="lead_by_owner"),
            models.Index(fields=["status", "-received_at"], name="lead_by_status"),
            models.Index(fields=["changed_at", "lead_id"], name="lead_by_change"),
            models.Index(fields=["shard", "changed_at"], name="lead_by_shard"),
            models.Index(fields=["phone_key"], name="lead_by_phone_key"),
            models.Index(fields=["email_key"], name="lead_by_email_key"),
            models.Index(fields=["name_key"], name="lead_by_name_key"),
        ]

    def __str__(self) -> str:
        return self.company or self.name or self.lead_id


class AssignmentRule(Kept):
    """Who gets a lead that matches; rules are tried in order, the first that matches decides.

    Empty conditions match everything. `candidates` are ids of people; `teams` of teams whose
    sellers are candidates too.
    """

    class Method(models.TextChoices):
        """How one of several candidates is chosen."""

        ROUND_ROBIN = "round_robin", _("In turn")
        BY_REGION = "by_region", _("Whose region it is")
        BY_LOAD = "by_load", _("Whoever has least to do")

    name = models.CharField(_("Name"), max_length=200)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("In use"), default=True)
    source = models.CharField(_("Source"), max_length=100, blank=True)
    region = models.ForeignKey("market.Region", null=True, blank=True, on_delete=models.PROTECT)
    product_line = models.CharField(_("Product line"), max_length=200, blank=True)
    method = models.CharField(max_length=20, choices=Method.choices, default=Method.ROUND_ROBIN)
    candidates = models.JSONField(default=list, blank=True)
    teams = models.JSONField(default=list, blank=True)
    cap = models.PositiveIntegerField(_("Open leads a seller may have"), null=True, blank=True)
    last_person_id = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
