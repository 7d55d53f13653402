"""A script: in the workspace of a folder, a rule for new leads, a webhook for them, and leads."""

import os
import sys


def main(number: int) -> None:
    """Make the rule and so many leads of Bo's."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "salesops.web.settings"
    django.setup()
    from salesops.web.automation.actions import set_rule
    from salesops.web.automation.actions_webhooks import set_webhook
    from salesops.web.crm.actions.leads import receive_lead
    from salesops.web.people.models import User
    from salesops.web.workspace.models import Outbox

    Outbox.objects.all().delete()
    olga = User.objects.get(username="olga")
    when = {"kind": "created", "table": "leads"}
    actions = [
        {"do": "create_task", "title": "联系 {name}"},
        {"do": "notify", "message": "{name}", "to": "manager"},
    ]
    told = {"name": "新线索", "is_active": True, "when": when, "actions": actions}
    set_rule(actor=olga, definition=told)
    hook = {"name": "ERP", "url": "http://127.0.0.1:9/", "events": ["leads.created"]}
    set_webhook(actor=olga, values=hook)
    for at in range(number):
        receive_lead(actor=olga, values={"name": f"客户{at}"}, owner_id="bo", lead_id=f"L{at}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
