"""How long something lasted, in words."""

from salesops.kernel.problem import Language

UNITS: dict[Language, tuple[str, str, str]] = {
    "zh": ("分钟", "小时", "天"),
    "en": ("min", "h", "days"),
}


WORKED: dict[Language, str] = {"zh": "个工作日", "en": "working days"}


def worked(seconds: float, language: Language, minutes_a_day: int) -> str:
    """Seconds of work as minutes below two hours, hours below two working days, else such days."""
    a_day = minutes_a_day * 60
    if seconds < 2 * a_day:
        return lasting(min(seconds, 48 * 3600 - 1), language)
    return f"{seconds / a_day:,.1f} {WORKED[language]}"


def lasting(seconds: float, language: Language) -> str:
    """Seconds as minutes below two hours, hours below two days, else days; one decimal at most."""
    minutes, hours, days = UNITS[language]
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} {minutes}"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} {hours}"
    return f"{seconds / 86_400:,.1f} {days}"
