"""Plans: their goals, the tree they are broken down over, what people said of it, their quotas."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept


def new_stamp() -> str:
    """A text that no plan had before."""
    return uuid4().hex


class Plan(Kept):
    """One version of the targets: what it was made from, how far it has come, who took it there.

    A plan that came in with imported quotas has no goals and is published from the start.
    """

    class Status(models.TextChoices):
        """How far the version has come."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")

    plan_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PUBLISHED)
    starts_on = models.DateField(_("First day"), null=True, blank=True)
    periods = models.PositiveSmallIntegerField(_("Months"), default=12)
    # The day from which it holds: the first day, or a later one for a re-plan.
    holds_from = models.DateField(_("Holds from"), null=True, blank=True)
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    reason = models.CharField(_("Reason"), max_length=1000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    returned_why = models.CharField(_("Returned because"), max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Another text after every change of what the plan is made from, so that what was worked out
    # from it can be kept.
    stamp = models.CharField(max_length=32, default=new_stamp, editable=False)

    class Meta:
        ordering = ["plan_id"]

    def __str__(self) -> str:
        return self.name or self.plan_id


class Goal(Kept):
    """What a plan is to reach in one metric; `shares` and `seasons` split it where they are given.

    `unit` is what targets are rounded to; `weights` are the columns the split goes by and how much
    each counts; `inverse` names those of which less is given more.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals", db_index=False)
    metric = models.CharField(_("Metric"), max_length=100, default="net_revenue")
    amount = models.DecimalField(_("Amount"), max_digits=24, decimal_places=4)
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    unit = models.DecimalField(_("Rounded to"), max_digits=18, decimal_places=4, default=1)
    weights = models.JSONField(default=dict)
    inverse = models.JSONField(default=list, blank=True)
    shares = models.JSONField(default=dict, blank=True)
    seasons = models.JSONField(default=list, blank=True)
    by_workdays = models.BooleanField(_("Seasons of a working day"), default=False)
    # By days after Spring Festival, what a day counts for; empty, as the calendar has it.
    festival = models.JSONField(_("Days around Spring Festival"), default=dict, blank=True)
    over_assignment = models.DecimalField(
        _("Over-assignment"), max_digits=6, decimal_places=4, default=0
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "metric"], name="a_goal_a_metric"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.metric} {self.amount}"


class Node(models.Model):
    """A place in a plan's tree: the company, a region, a team or a person."""

    class Kind(models.TextChoices):
        """What stands there."""

        COMPANY = "company", _("Company")
        REGION = "region", _("Region")
        TEAM = "team", _("Team")
        PERSON = "person", _("Person")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="nodes", db_index=False)
    key = models.CharField(max_length=200)
    parent_key = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    region = models.ForeignKey("market.Region", null=True, on_delete=models.PROTECT)
    team = models.ForeignKey("people.Team", null=True, on_delete=models.PROTECT)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT)
    position = models.PositiveIntegerField(default=0)
    # Of a seat nobody holds yet: the day from which somebody is planned to.
    starts_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="a_node_a_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Stance(Kept):
    """What a goal says of one node: what it weighs, what binds it, and what its people offered.

    `cells` bind single months and product lines, as planning/cells.py writes them. `offered` is
    the bottom-up answer: nothing (nobody answered) is not zero (nothing to sell).
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="stances", db_index=False)
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="stances")
    weights = models.JSONField(default=dict)
    mix = models.JSONField(default=dict, blank=True)
    pin = models.DecimalField(_("Pin"), max_digits=24, decimal_places=4, null=True, blank=True)
    floor = models.DecimalField(_("Floor"), max_digits=24, decimal_places=4, null=True, blank=True)
    cap = models.DecimalField(_("Cap"), max_digits=24, decimal_places=4, null=True, blank=True)
    seasons = models.JSONField(_("Season"), default=list, blank=True)
    # After how many years each index was seen; empty where somebody typed them.
    season_years = models.JSONField(default=list, blank=True, editable=False)
    cells = models.JSONField(_("Months and lines"), default=dict, blank=True)
    is_gated = models.BooleanField(_("Gets nothing"), default=False)
    offered = models.DecimalField(
        _("Bottom-up"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.CharField(_("Reason"), max_length=1000, blank=True)
    # What stood here before the reconciled number was pinned, and that number; none, nothing was.
    taken_over = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["node__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["goal", "node"], name="a_stance_a_node"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.goal_id}"


class Comment(models.Model):
    """What somebody said about a node of a plan."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:50]


class Quota(models.Model):
    """The target of a person or region for a period, a product line and a metric.

    A re-plan replaces what its predecessor said of the periods it holds for; the older rows stay.
    """

    quota_id = models.CharField(primary_key=True, max_length=64)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="quotas", db_index=False)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="quotas"
    )
    region = models.ForeignKey("market.Region", null=True, on_delete=models.PROTECT)
    product_line = models.CharField(max_length=200, blank=True)
    metric = models.CharField(max_length=100, default="net_revenue")
    starts_on = models.DateField()
    ends_before = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    node_key = models.CharField(max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        Plan, null=True, on_delete=models.PROTECT, related_name="replaced"
    )

    class Meta:
        ordering = ["starts_on"]
        indexes = [
            models.Index(fields=["plan", "starts_on"], name="quota_by_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.starts_on} {self.amount}"
