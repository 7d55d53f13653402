"""Pipelines and their stages, deals, and every move and change that was made to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept, Told


class Pipeline(Kept):
    """One way in which deals go; a company may have several."""

    pipeline_id = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(_("Name"), max_length=200)
    is_default = models.BooleanField(_("New deals start here"), default=False)
    is_active = models.BooleanField(_("In use"), default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A state in one pipeline: open, won or lost. Its name is what history calls it."""

    class Kind(models.TextChoices):
        """What a deal in the stage is."""

        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.CASCADE, related_name="stages", db_index=False
    )
    name = models.CharField(_("Name"), max_length=200)
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OPEN)
    probability = models.DecimalField(
        _("Chance to win"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    limit_workdays = models.PositiveIntegerField(
        _("Working days a deal may stay"), null=True, blank=True
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["pipeline", "name"], name="a_stage_once")]

    def __str__(self) -> str:
        return self.name


class Deal(Told):
    """A named possible sale with an amount, an expected close date and a stage.

    `stage` is the name of a stage of its pipeline; every move also adds a `Step`, every change of
    amount or expected close a `DealChange`.
    """

    class Status(models.TextChoices):
        """Whether it is still open."""

        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    deal_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(_("Name"), max_length=300, blank=True)
    account = models.ForeignKey(
        "crm.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="deals",
        verbose_name=_("Customer"), db_index=False)  # fmt: skip
    contact = models.ForeignKey(
        "crm.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="deals",
        verbose_name=_("Contact"),
    )  # fmt: skip
    lead = models.ForeignKey(
        "crm.Lead", null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="deals",
        verbose_name=_("Owner"), db_index=False)  # fmt: skip
    pipeline = models.ForeignKey(
        Pipeline, null=True, on_delete=models.PROTECT, related_name="deals", db_index=False
    )
    stage = models.CharField(_("Stage"), max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    amount = models.DecimalField(
        _("Amount"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    product = models.ForeignKey(
        "market.Product", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("Product")
    )
    expected_close_on = models.DateField(_("Expected close"), null=True, blank=True)
    created_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    lost_reason = models.CharField(_("Why lost"), max_length=300, blank=True)
    competitor = models.CharField(_("Competitor"), max_length=200, blank=True)
    next_step = models.CharField(_("Next step"), max_length=300, blank=True)
    entered_stage_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_contact_at = models.DateTimeField(null=True, blank=True, editable=False)
    pushes = models.PositiveIntegerField(default=0, editable=False)
    search_text = models.CharField(max_length=900, blank=True, editable=False)

    class Meta:
        ordering = ["expected_close_on", "deal_id"]
        indexes = [
            models.Index(fields=["status", "expected_close_on", "deal_id"], name="deal_by_close"),
            models.Index(fields=["owner", "status", "expected_close_on"], name="deal_by_owner"),
            # With what a board sums, so that it reads the index alone.
            models.Index(
                fields=["pipeline", "status", "stage", "currency", "amount", "deal_id"],
                name="deal_by_stage",
            ),
            models.Index(
                fields=["owner", "pipeline", "status", "stage", "currency", "amount"],
                name="deal_by_owner_stage",
            ),
            models.Index(
                fields=[
                    "pipeline",
                    "closed_on",
                    "stage",
                    "status",
                    "currency",
                    "amount",
                    "deal_id",
                ],
                name="deal_by_closing",
            ),
            # The cards of a lane, the deals at risk and those of a customer, as they are shown.
            models.Index(
                fields=["pipeline", "status", "stage", "expected_close_on", "deal_id"],
                name="deal_by_lane",
            ),
            models.Index(
                fields=["status", "-amount", "deal_id", "currency"], name="deal_by_amount"
            ),
            models.Index(
                fields=["account", "status", "expected_close_on", "deal_id"], name="deal_by_account"
            ),
            models.Index(fields=["expected_close_on", "deal_id"], name="deal_by_day"),
            models.Index(fields=["created_on"], name="deal_by_beginning"),
            models.Index(fields=["closed_on"], name="deal_by_end"),
            models.Index(fields=["changed_at", "deal_id"], name="deal_by_change"),
            models.Index(fields=["shard", "changed_at"], name="deal_by_shard"),
        ]

    def __str__(self) -> str:
        return self.name or self.deal_id


class DealLine(models.Model):
    """What a deal is about: a product or at least a product line, and how much of the amount."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines")
    product_line = models.CharField(_("Product line"), max_length=200, blank=True)
    product = models.ForeignKey(
        "market.Product", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("Product")
    )
    quantity = models.DecimalField(
        _("Quantity"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    amount = models.DecimalField(
        _("Amount"), max_digits=18, decimal_places=4, null=True, blank=True
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.product_line} {self.amount}"


class DealChange(models.Model):
    """One change of a deal's amount or expected close, or its owner: append only."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="changes", db_index=False)
    at = models.DateTimeField()
    field = models.CharField(max_length=30)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["deal", "at"], name="deal_change_by_deal"),
            models.Index(fields=["at"], name="deal_change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.field} {self.before} → {self.after}"


class Step(models.Model):
    """One move of one lead or deal into a stage, entering at its creation included: append only."""

    class Kind(models.TextChoices):
        """What moved."""

        LEAD = "lead", _("Lead")
        DEAL = "deal", _("Deal")

    case_kind = models.CharField(max_length=10, choices=Kind.choices)
    case_id = models.CharField(max_length=200)
    to_stage = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT)
    process_version = models.CharField(max_length=100, blank=True)
    shard = models.CharField(max_length=7, default="", editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_kind", "case_id", "entered_at", "to_stage"], name="a_step_once"
            )
        ]
        indexes = [
            models.Index(fields=["entered_at"], name="step_by_time"),
            models.Index(fields=["case_kind", "entered_at", "case_id"], name="step_by_kind"),
            models.Index(fields=["shard", "changed_at"], name="step_by_shard"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to_stage}"
