"""Where the Chinese typeface lies that documents are drawn with: it comes with the installation."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

FACE = "Noto Sans SC"


@cache
def folder() -> Path:
    """The folder of Noto Sans SC (SIL Open Font License), which the `zhplot` package carries."""
    # Found, not imported: importing it loads the whole of matplotlib.
    spec = find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("zhplot is not installed: it carries the Chinese typeface")
    return Path(spec.origin).parent / "fonts"
