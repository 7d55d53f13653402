"""One mail by SMTP: to whatever server an address like smtp://user:password@host:587 names."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465}
# Asked again later: a server that is busy, a mailbox that is full (RFC 5321, 4.2.1).
TEMPORARY = range(400, 500)


@dataclass(frozen=True)
class Server:
    """A mail server; `starttls` is yes, no, or when the server offers it."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: str = "auto"


@dataclass(frozen=True)
class Sent:
    """What became of a mail: taken, worth another try, or refused for good."""

    is_taken: bool = False
    is_final: bool = False
    fault: str = ""


def server_of(url: str) -> Server | None:
    """The server a URL names, or none. ValueError for one that names no server."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("SALESOPS_SMTP_URL must be like smtp://user:password@host:587")
    asked = parse_qs(parts.query).get("starttls", ["auto"])[0]
    return Server(
        parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""), unquote(parts.password or ""), asked,
    )  # fmt: skip


def letter(sender: str, to: str, subject: str, text: str, identity: str) -> EmailMessage:
    """A plain mail; `identity` makes its Message-ID, so that a mail sent twice is seen as one."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate(usegmt=True)
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    message["Message-ID"] = f"<{identity}@{domain}>" if identity else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def posted(server: Server, mail: EmailMessage, seconds: float) -> Sent:
    """Hand the mail to the server, encrypted where it offers that. A password needs encryption."""
    try:
        with _opened(server, seconds) as smtp:
            if server.user:
                _enter(smtp, server)
            smtp.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        return Sent(is_final=all(code not in TEMPORARY for code in codes), fault=_told(error))
    except smtplib.SMTPResponseException as error:
        return Sent(is_final=error.smtp_code not in TEMPORARY, fault=_told(error))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Sent(fault=_told(error))
    return Sent(is_taken=True)


def _enter(smtp: smtplib.SMTP, server: Server) -> None:
    is_safe = isinstance(smtp.sock, ssl.SSLSocket) or server.host in ("localhost", "127.0.0.1")
    if not is_safe:
        raise ValueError("the server offers no encryption, so the password was not sent")
    smtp.login(server.user, server.password)


def _opened(server: Server, seconds: float) -> smtplib.SMTP:
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=seconds)
    smtp.ehlo()
    if server.starttls != "no" and (server.starttls == "yes" or smtp.has_extn("starttls")):
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()
    return smtp


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
