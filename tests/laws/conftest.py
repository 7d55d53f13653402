"""Laws say what is so, not how fast a busy machine finds out: no example has a deadline."""

from hypothesis import settings

settings.register_profile("laws", deadline=None)
settings.load_profile("laws")
