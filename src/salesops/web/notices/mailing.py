"""Mail as this installation sends it: from which server, from whom, with which links."""

from django.conf import settings

from salesops.web.letterbox import Sent, Server, letter, posted, server_of

SECONDS = 15.0


def server() -> Server | None:
    """The mail server of the environment, if there is one."""
    return server_of(settings.SALESOPS_SMTP_URL)


def is_set_up() -> bool:
    """Whether mail can be sent at all."""
    return bool(settings.SALESOPS_SMTP_URL)


def sender() -> str:
    """Whom mail comes from."""
    found = server()
    user = found.user if found and "@" in found.user else ""
    return settings.SALESOPS_MAIL_FROM or user or "salesops@localhost"


def absolute(path: str) -> str:
    """A page's whole address, where the installation knows its own."""
    return f"{settings.SALESOPS_URL}{path}" if settings.SALESOPS_URL and path else ""


def mailed(to: str, subject: str, text: str, identity: str) -> Sent:
    """Send one mail now."""
    found = server()
    if found is None:
        return Sent(is_final=True, fault="SALESOPS_SMTP_URL is not set")
    return posted(found, letter(sender(), to, subject, text, identity), SECONDS)
