"""What the web server calls."""

import atexit
import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

OFTEN = (50_000, 20, 20)
"""After so many new objects the youngest are looked through: a page makes some thousands."""


def _settled() -> None:
    """Load every page, and never look through what was loaded for something to throw away.

    It is let go at the end, when libraries count what they are still held by.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)
    atexit.register(gc.unfreeze)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salesops.web.settings")
application = get_wsgi_application()
_settled()
