"""Customers, the people there, and the crosswalk that says which customers are one."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.crm import grams  # noqa: F401 - `holds` is known with the models
from salesops.web.kept import Kept


class Account(Kept):
    """A customer as one source knows it.

    One that was merged into another keeps its own contacts, deals and activities; pages and
    figures show them with those of `merged_into`, so a merge can be undone. `last_contact_at`
    is the last contact of ours that reached them; `owned_since` when the owner got them.
    """

    account_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(_("Name"), max_length=300)
    industry = models.CharField(_("Industry"), max_length=200, blank=True)
    size = models.CharField(_("Size"), max_length=100, blank=True)
    klass = models.CharField(_("Class"), max_length=100, blank=True, db_column="class")
    region = models.ForeignKey(
        "market.Region", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("Region")
    )
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="accounts",
        verbose_name=_("Owner"), db_index=False)  # fmt: skip
    created_on = models.DateField(null=True, blank=True)
    credit_code = models.CharField(_("Credit code"), max_length=50, blank=True)
    phone = models.CharField(_("Phone"), max_length=50, blank=True)
    website = models.CharField(_("Website"), max_length=300, blank=True)
    address = models.CharField(_("Address"), max_length=500, blank=True)
    note = models.TextField(_("Note"), blank=True)
    pool = models.ForeignKey(
        "crm.Pool",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accounts",
        db_index=False,
    )
    pooled_at = models.DateTimeField(null=True, blank=True)
    owned_since = models.DateTimeField(null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged",
        db_index=False,
    )  # fmt: skip
    name_key = models.CharField(max_length=300, blank=True, editable=False)
    phone_key = models.CharField(max_length=40, blank=True, editable=False)
    search_text = models.CharField(max_length=900, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["name", "account_id"], name="account_by_name"),
            # Of those that were merged only: SQLite would look up all others in it, too.
            models.Index(
                fields=["merged_into"],
                name="account_by_head",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(fields=["owner", "name", "account_id"], name="account_by_owner"),
            models.Index(fields=["pool", "pooled_at"], name="account_by_pool"),
            models.Index(fields=["changed_at", "account_id"], name="account_by_change"),
            models.Index(fields=["last_contact_at"], name="account_by_contact"),
            models.Index(fields=["name_key"], name="account_by_name_key"),
            models.Index(fields=["phone_key"], name="account_by_phone_key"),
            models.Index(fields=["credit_code"], name="account_by_credit_code"),
        ]

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


class AccountTag(models.Model):
    """One tag on one customer."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="tags", db_index=False
    )
    tag = models.CharField(max_length=60)

    class Meta:
        ordering = ["tag"]
        constraints = [models.UniqueConstraint(fields=["account", "tag"], name="a_tag_once")]
        indexes = [models.Index(fields=["tag", "account"], name="account_by_tag")]

    def __str__(self) -> str:
        return self.tag


class AccountRelation(models.Model):
    """How another company stands to a customer: its parent, its supplier, of the same group."""

    class Kind(models.TextChoices):
        """What the other one is to the customer."""

        PARENT = "parent", _("Parent company")
        SUBSIDIARY = "subsidiary", _("Subsidiary")
        GROUP = "group", _("Same group")
        SUPPLIER = "supplier", _("Supplier")
        CUSTOMER = "customer", _("Customer of theirs")
        PARTNER = "partner", _("Partner")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="relations", db_index=False
    )
    other = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="relations_to")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "other__name"]
        constraints = [
            models.UniqueConstraint(fields=["account", "other", "kind"], name="a_relation_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind} {self.other_id}"


class Contact(Kept):
    """A person at a customer."""

    class Part(models.TextChoices):
        """The part somebody plays when the customer buys."""

        DECIDES = "decides", _("Decides")
        INFLUENCES = "influences", _("Influences")
        USES = "uses", _("Uses")
        BUYS = "buys", _("Purchasing")
        GUARDS = "guards", _("Gatekeeper")

    contact_id = models.CharField(primary_key=True, max_length=200)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("Customer")
    )
    name = models.CharField(_("Name"), max_length=300)
    title = models.CharField(_("Title"), max_length=200, blank=True)
    department = models.CharField(_("Department"), max_length=200, blank=True)
    phone = models.CharField(_("Phone"), max_length=50, blank=True)
    email = models.CharField(_("Mail"), max_length=254, blank=True)
    wechat = models.CharField(_("WeChat"), max_length=100, blank=True)
    part = models.CharField(_("Part in buying"), max_length=20, choices=Part.choices, blank=True)
    is_primary = models.BooleanField(_("Main contact"), default=False)
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    note = models.TextField(_("Note"), blank=True)
    phone_key = models.CharField(max_length=40, blank=True, editable=False)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    search_text = models.CharField(max_length=900, blank=True, editable=False)

    class Meta:
        ordering = ["-is_primary", "name", "contact_id"]
        indexes = [
            models.Index(fields=["changed_at", "contact_id"], name="contact_by_change"),
            models.Index(fields=["name", "contact_id"], name="contact_by_name"),
            models.Index(fields=["phone_key"], name="contact_by_phone_key"),
            models.Index(fields=["email_key"], name="contact_by_email_key"),
        ]

    def __str__(self) -> str:
        return self.name
