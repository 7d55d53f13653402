"""The draft of a plan in the world of a served workspace; a script."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

if __name__ == "__main__":
    from salesops.web.opening import opened

    opened()
    from salesops.web.people.models import User
    from tests.doors.test_plans import drafted

    drafted(lambda name: User.objects.get(username=name))
