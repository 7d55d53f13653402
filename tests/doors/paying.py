"""Pays a period again and again, each time killed one write later; a script.

A child of this process takes one step of the pay and kills itself, hard, before its n-th write.
Prints as JSON, for every step, what was left each time and what stands once it is done
undisturbed; and what stands after the month that follows, in which nobody sold anything.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


def standing():
    """The runs' status, their statements and parts, what was issued, and what is on record."""
    from salesops.web.pay.models import Entry, PayRun, Statement, StatementPart
    from salesops.web.workspace.models import AuditEntry

    steps = ("calculate_pay", "approve_pay", "issue_pay", "close_pay")
    return {
        "runs": [list(row) for row in PayRun.objects.order_by("pk").values_list("pk", "status")],
        "statements": sorted(map(str, Statement.objects.values_list("pk", "status", "digest"))),
        "parts": sorted(map(str, StatementPart.objects.values_list("statement", "due"))),
        "entries": sorted(map(str, Entry.objects.values_list("entry_id", "person", "amount"))),
        "seals": list(PayRun.objects.order_by("pk").values_list("seal", flat=True)),
        "audit": AuditEntry.objects.filter(action__in=steps).count(),
    }


def main():
    # Whatever a child needs is there already: it is killed for its writes, not for its imports.
    from salesops.web.pay import calculating, jobs, storing  # noqa: F401
    from salesops.web.pay.actions.runs import approve_pay, calculate_pay, close_pay, issue_pay
    from salesops.web.people.models import User
    from tests.doors.publishing import killed_before
    from tests.doors.test_pay_plans import made, put

    def user(name):
        return User.objects.get(username=name)

    def tried(step):
        """What was left of every kill, and what stands once it was not killed."""
        left, number = [standing()], 1
        while killed_before(number, step):
            left.append(standing())
            number += 1
        return {"killed": left, "done": standing()}

    User.objects.filter(username="olga").update(sees_pay=True)
    put(user, made(user), "bo", "cy")
    olga, fay, told = user("olga"), user("fay"), {}
    run = calculate_pay(actor=olga, period="2025-01")
    told["calculate"] = tried(lambda: jobs.run_pay.call(run.pk))
    approve_pay(actor=fay, run_id=run.pk)
    told["issue"] = tried(lambda: issue_pay(actor=fay, run_id=run.pk))
    told["close"] = tried(lambda: close_pay(actor=fay, run_id=run.pk))
    again = calculate_pay(actor=olga, period="2025-02")
    jobs.run_pay.call(again.pk)
    approve_pay(actor=fay, run_id=again.pk)
    issue_pay(actor=fay, run_id=again.pk)
    told["after"] = standing()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    from salesops.web.opening import opened

    opened()
    main()
