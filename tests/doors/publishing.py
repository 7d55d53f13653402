"""Publishes a re-plan again and again, each time killed one write later; a script.

A child of this process publishes and kills itself, hard, before its n-th write. Prints a JSON
list of what was left each time, and at the end what stands once it is published undisturbed.
"""

import json
import os
import signal
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
WRITES = ("INSERT", "UPDATE", "DELETE")


def killed_before(number, publish):
    """Publish in a child killed before its write of this number; whether it was killed."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    left = [number]

    def wrapped(execute, sql, *more):
        if sql.lstrip().upper().startswith(WRITES):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *more)

    with connection.execute_wrapper(wrapped):
        publish()
    os._exit(0)


def standing(plan_id):
    """The plan's status, and of every quota of it and of the old one whether it holds, summed."""
    from salesops.web.targets.models import Plan, Quota

    quotas = Quota.objects.filter(plan__in=["P", plan_id])
    old = quotas.filter(plan="P").values_list("replaced_by", "amount")
    return {
        "status": Plan.objects.get(pk=plan_id).status,
        "replaced": sum(1 for by, _ in old if by), "old": len(old),
        "new": quotas.filter(plan=plan_id).count(),
        "holds": str(sum((q.amount for q in quotas.filter(replaced_by=None)), Decimal(0))),
    }  # fmt: skip


def main():
    from salesops.web.people.models import User
    from salesops.web.targets.actions.inputs import set_goal
    from salesops.web.targets.actions.plans import (
        approve_plan,
        copy_plan,
        publish_plan,
        submit_plan,
    )
    from tests.doors.test_plans import REVENUE, drafted, published

    def user(name):
        return User.objects.get(username=name)

    drafted(user)
    published(user)
    new = copy_plan(actor=user("olga"), plan_id="P", name="Q3", holds_from=date(2090, 7, 1),
                    reason="停线").pk  # fmt: skip
    values = {"amount": Decimal("1200.01")}
    set_goal(actor=user("olga"), plan_id=new, metric=REVENUE, values=values)
    submit_plan(actor=user("olga"), plan_id=new)
    approve_plan(actor=user("eve"), plan_id=new)
    olga, left, number = user("olga"), [standing(new)], 1
    while killed_before(number, lambda: publish_plan(actor=olga, plan_id=new)):
        left.append(standing(new))
        number += 1
    sys.stdout.write(json.dumps({"killed": left, "done": standing(new)}))


if __name__ == "__main__":
    from salesops.web.opening import opened

    opened()
    main()
