"""Customers, leads, deals and what is done about them, a file for each kind."""

from salesops.web.crm.models.accounts import (
    Account,
    AccountLink,
    AccountRelation,
    AccountTag,
    Contact,
)
from salesops.web.crm.models.activities import Activity, Attachment, Note, Task
from salesops.web.crm.models.deals import Deal, DealChange, DealLine, Pipeline, Stage, Step
from salesops.web.crm.models.leads import AssignmentRule, Lead
from salesops.web.crm.models.pools import Holding, Pool
from salesops.web.crm.models.views import SavedView

__all__ = [
    "Account", "AccountLink", "AccountRelation", "AccountTag", "Activity", "AssignmentRule",
    "Attachment", "Contact", "Deal", "DealChange", "DealLine", "Holding", "Lead", "Note",
    "Pipeline", "Pool", "SavedView", "Stage", "Step", "Task",
]  # fmt: skip
