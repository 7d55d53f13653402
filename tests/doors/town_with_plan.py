"""The town in a folder of its own, with the draft of a plan; a script."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.doors.town import build_world
from tests.doors.world import write_files

if __name__ == "__main__":
    from salesops.cli.serving import create, seal

    folder = Path(sys.argv[1])
    create(folder, "Town", "CNY", 1, "months")
    build_world(write_files(folder.parent / "files"))

    from salesops.web.people.models import User
    from tests.doors.test_plans import drafted

    drafted(lambda name: User.objects.get(username=name))
    seal(folder)
