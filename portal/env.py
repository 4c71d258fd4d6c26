"""The only module that reads the environment. Everything else reads `django.conf.settings`."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit


def _flag(raw: str) -> bool:
    return {"1": True, "0": False}[raw]


def _list(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


CARRIER_KINDS: Final = ("vnpost", "generic")
PARSERS: Final[dict[Any, Callable[[str], Any]]] = {
    bool: _flag,
    int: int,
    str: str,
    Path: Path,
    tuple[str, ...]: _list,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """Deployment facts. A field without a default is required; units stand in the names."""

    #: Signs sessions and tokens. No default: a deployment makes its own.
    secret_key: str
    #: Seals personal numbers at rest; comma-separated, the first one encrypts, all decrypt.
    sealing_keys: tuple[str, ...]
    #: `postgresql://user:password@host:port/name` or `sqlite:////absolute/path.sqlite3`.
    database_url: str
    #: Broker and cache; empty means the embedded broker (files) and the database cache.
    redis_url: str = ""
    #: Folder of uploaded papers, of the embedded broker and of the sent mail of the demo.
    data_dir: Path = Path("/srv/portal")
    #: Names under which the portal may be reached.
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    #: Address of the portal in letters, QR codes and messages, without a final slash.
    public_url: str = "http://127.0.0.1:8000"
    #: Demo on one machine: plain HTTP cookies. Never in production.
    insecure_http: bool = False
    #: The styleguide and demo hints are shown.
    demo: bool = False
    #: The citizen front can be switched off where the national portal is the single front.
    citizen_front: bool = True
    #: host:port of clamd; empty means uploads are marked as not scanned.
    clamd_address: str = ""
    #: smtp://user:password@host:port ; empty means mail is written to `data_dir/mail`.
    smtp_url: str = ""
    mail_from: str = "khong-tra-loi@portal.invalid"
    #: Secrets that sign the mail relay's reports of bounces and complaints, comma-separated.
    mail_hook_secrets: tuple[str, ...] = ()
    #: https://key:secret@host/path of the SMS gateway; empty means no SMS. Then the name shown as sender, and the
    #: secrets that sign its receipts, comma-separated.
    sms_url: str = ""
    sms_sender: str = "DVC"
    sms_hook_secrets: tuple[str, ...] = ()
    #: https://app:secret@host/path of Zalo's interface; empty means no Zalo. The first refresh token, the template
    #: whose data are `reference`, `text` and `link`, and the secrets that sign receipts.
    zalo_url: str = ""
    zalo_refresh_token: str = ""
    zalo_template: str = "mot-cua"
    zalo_hook_secrets: tuple[str, ...] = ()
    #: Private key of the portal for web push (VAPID, 32 bytes in base64url); empty means no web push.
    push_private_key: str = ""
    #: Hosts to which a browser may ask us to push; a leading dot allows what lies below.
    push_hosts: tuple[str, ...] = (
        "fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.apple.com", ".notify.windows.com",
    )  # fmt: skip
    #: Hours in which nothing rings in a pocket unless it is urgent; `00:00-00:00` means none.
    quiet_hours: str = "22:00-06:00"
    #: Officers get one mail a day, from this hour on, unless it is urgent.
    digests: bool = True
    digest_hour: int = 7
    upload_max_bytes: int = 10 * 1024 * 1024
    session_idle_seconds: int = 30 * 60
    #: Seconds a connection to the database is kept.
    database_conn_max_age_seconds: int = 600
    #: Number of proxies in front of the portal whose X-Forwarded-For may be believed.
    trusted_proxies: int = 0
    #: Seconds between two looks for what the doorbell missed.
    sweep_seconds: int = 15
    #: Calls to partners at once in one worker process; 0 takes what each lane says.
    outbox_threads: int = 0
    #: Where the carrier takes orders; empty means parcels are handed over with printed lists.
    carrier_url: str = ""
    #: `vnpost` or `generic`: whose wire protocol is spoken there.
    carrier_kind: str = "vnpost"
    #: The carrier as officers and citizens know it.
    carrier_name: str = "Bưu điện"
    #: Our number at the carrier, and the pair by which tokens are fetched.
    carrier_customer: str = ""
    carrier_key: str = ""
    carrier_secret: str = ""
    #: Sign the carrier's messages; several while they change.
    carrier_webhook_secrets: tuple[str, ...] = ()
    carrier_timeout_ms: int = 5_000
    #: How long after a call without an answer the carrier may still act on it.
    carrier_settle_ms: int = 30_000
    #: How many calls the carrier bears at once, from all workers together.
    carrier_concurrency: int = 32
    #: What the operator's monitoring sends to read /metrics; empty: there is no such page.
    metrics_token: str = ""
    log_level: str = "INFO"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Parse `PORTAL_*` variables, reporting every problem at once.

        :raises ValueError: lists each missing or malformed variable.
        """
        values: dict[str, Any] = {}
        problems: list[str] = []
        for field in fields(cls):
            variable = f"PORTAL_{field.name.upper()}"
            raw = environ.get(variable)
            if raw is None and field.default is MISSING:
                problems.append(f"{variable} is missing")
            elif raw is not None:
                try:
                    values[field.name] = PARSERS[field.type](raw)
                except (KeyError, ValueError):
                    problems.append(f"{variable} is malformed")
        if problems:
            raise ValueError("; ".join(problems))
        return cls(**values)

    def database(self) -> dict[str, Any]:
        """Return Django's description of the database named by `database_url`."""
        url = urlsplit(self.database_url)
        if url.scheme == "sqlite":
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": url.path[1:] if url.path.startswith("//") else url.path,
                "CONN_MAX_AGE": self.database_conn_max_age_seconds,
                "OPTIONS": {
                    # Measured: without these a second writer fails with "database is locked".
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
                },
            }
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "CONN_MAX_AGE": self.database_conn_max_age_seconds,
            "CONN_HEALTH_CHECKS": True,
        }

    def carriers(self) -> dict[str, dict[str, Any]]:
        """Return the carriers by their codes; the first one is for new parcels.

        :raises ValueError: the carrier's address or kind cannot be used.
        """
        paper = {"kind": "paper"}
        if not self.carrier_url:
            return {"paper": paper}
        if self.carrier_kind not in CARRIER_KINDS:
            msg = f"PORTAL_CARRIER_KIND is one of {', '.join(CARRIER_KINDS)}"
            raise ValueError(msg)
        if not self.carrier_url.startswith(("https://", "http://") if self.insecure_http else "https://"):
            msg = "PORTAL_CARRIER_URL begins with https://"
            raise ValueError(msg)
        line = {
            "kind": self.carrier_kind,
            "name": self.carrier_name,
            "url": self.carrier_url,
            "customer": self.carrier_customer,
            "key": self.carrier_key,
            "secret": self.carrier_secret,
            "webhook_secrets": self.carrier_webhook_secrets,
            "timeout_seconds": self.carrier_timeout_ms / 1000,
            "settle": timedelta(milliseconds=self.carrier_settle_ms),
            "concurrency": self.carrier_concurrency,
        }
        return {self.carrier_kind: line, "paper": paper}

    def mail(self) -> dict[str, Any]:
        """Return Django's mail settings: SMTP when given, files in the data folder otherwise."""
        if not self.smtp_url:
            return {
                "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "EMAIL_FILE_PATH": self.data_dir / "mail",
            }
        url = urlsplit(self.smtp_url)
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": url.hostname or "",
            "EMAIL_PORT": url.port or 25,
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_TLS": url.scheme == "smtp+tls",
            "EMAIL_TIMEOUT": 20,
        }
