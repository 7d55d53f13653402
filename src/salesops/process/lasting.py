"""How long something lasted, in words."""

from salesops.kernel.problem import Language

UNITS: dict[Language, tuple[str, str, str]] = {
    "zh": ("分钟", "小时", "天"),
    "en": ("min", "h", "days"),
}


def lasting(seconds: float, language: Language) -> str:
    """Seconds as minutes below two hours, hours below two days, else days; one decimal at most."""
    minutes, hours, days = UNITS[language]
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} {minutes}"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} {hours}"
    return f"{seconds / 86_400:,.1f} {days}"
