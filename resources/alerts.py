"""Words to people, when something has to be done: to a webhook or by e-mail, whatever a URL says.

- `https://…` gets a POST of the JSON object `{"text": …}`, which Slack, Mattermost and Rocket.Chat show as a message;
- `smtp://user:password@host:587?to=a@example.org&from=b@example.org` sends an e-mail, over TLS where the server offers
  it; `smtps://` speaks TLS from the first byte. User, password, port and `from` may be left out.
"""

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import httpx
import stamina

from arxiv_chunks.errors import BadOptions, ServiceUnavailable

_TIMEOUT_SECONDS = 10
_ATTEMPTS = 3


class Alerts:
    """Where alerts go: any number of URLs; nowhere without one."""

    def __init__(self, urls: Sequence[str] = ()) -> None:
        self._targets = [_checked(url) for url in urls]

    def send(self, subject: str, text: str) -> None:
        """Tell every target. Raises `ServiceUnavailable` for those that did not listen, after all were tried."""
        failures = []
        for target in self._targets:
            try:
                for attempt in stamina.retry_context(on=(httpx.HTTPError, OSError), attempts=_ATTEMPTS, timeout=None):
                    with attempt:
                        (_post if target.scheme.startswith("http") else _mail)(target, subject, text)
            except (httpx.HTTPError, OSError) as error:
                failures.append(f"{_public(target)}: {type(error).__name__}")
        if failures:
            raise ServiceUnavailable(f"alerts did not reach {', '.join(failures)}; check ARXIV_CHUNKS_ALERTS")


def _checked(url: str) -> SplitResult:
    try:
        target = urlsplit(url)
        _ = target.port
    except ValueError:  # whose words quote what may be a part of a password
        raise BadOptions(
            "alerts go to https://… or smtp://host?to=…; one of them is no URL: write / in a password as %2F"
        ) from None
    if target.scheme not in {"http", "https", "smtp", "smtps"} or not target.hostname:
        raise BadOptions(f"alerts go to https://… or smtp://host?to=…, not to {target.scheme or 'what has no scheme'}")
    if target.scheme.startswith("smtp") and "to" not in parse_qs(target.query):
        raise BadOptions(f"{_public(target)} does not say to whom: add ?to=somebody@example.org")
    return target


def _public(target: SplitResult) -> str:
    """The target without its secrets: a webhook's stand in its path."""
    return f"{target.scheme}://{target.hostname}"


def _post(target: SplitResult, subject: str, text: str) -> None:
    httpx.post(target.geturl(), json={"text": f"{subject}\n{text}"}, timeout=_TIMEOUT_SECONDS).raise_for_status()


def _mail(target: SplitResult, subject: str, text: str) -> None:
    asked = parse_qs(target.query)
    message = EmailMessage()
    message["Subject"], message["To"] = subject, ", ".join(asked["to"])
    message["From"] = asked.get("from", asked["to"])[0]
    message.set_content(text)
    host, tls = target.hostname or "", ssl.create_default_context()
    if target.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, target.port or 465, timeout=_TIMEOUT_SECONDS, context=tls)
    else:
        connection = smtplib.SMTP(host, target.port or 587, timeout=_TIMEOUT_SECONDS)
    with connection:
        connection.ehlo()
        if target.scheme == "smtp" and (target.username or connection.has_extn("starttls")):
            connection.starttls(context=tls)  # fails where it is not offered: no password goes out in the clear
        if target.username:
            connection.login(unquote(target.username), unquote(target.password or ""))
        connection.send_message(message)
