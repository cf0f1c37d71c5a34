"""Every setting that comes from outside: one table, one reader, one sentence when it is wrong.

Knows no Django, so that the launcher can ask before anything is started. What is not set in the
environment is looked for in the file that running services leave behind (`DATA_DIR/services.env`),
then the default of the table holds.
"""

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NoReturn
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

PROJECT_ROOT: Final = Path(__file__).resolve().parent.parent
SERVICES_FILE: Final = "services.env"
TRYING_OUT_KEY: Final = "only-for-trying-out-on-one-machine-never-for-real-data"
SHORTEST_SECRET: Final = 32
LAST_PORT: Final = 65535
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_DATABASE_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")


class SettingError(SystemExit):
    """A wrong setting ends whatever was starting, with the sentence and nothing else."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        super().__init__(f"{name}: {problem} (all settings: deploy/SETTINGS.md)")


@dataclass(frozen=True, slots=True)
class HostPort:
    """A host name or address with its port."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def under_localhost(self) -> bool:
        return self.host == "localhost" or self.host.endswith(".localhost")

    @property
    def loopback(self) -> bool:
        if self.under_localhost:
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Server:
    """Where a database or a mail server listens, taken from its URL."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    """What was written behind the ? of the URL; of a database only."""


def _refuse(problem: str) -> NoReturn:
    raise ValueError(problem)


def _text(value: str) -> str:
    return value


def _flag(value: str) -> bool:
    spoken = value.strip().lower()
    if spoken in {"1", "true", "yes", "on"}:
        return True
    if spoken in {"0", "false", "no", "off", ""}:
        return False
    return _refuse(f"“{value}” is neither yes nor no; write true or false")


def _count(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        _refuse(f"“{value}” is not a whole number from 1 up")
    return int(value)


def _port(digits: str) -> int:
    if not digits.isdecimal() or not 1 <= int(digits) <= LAST_PORT:
        _refuse(f"“{digits}” is not a port; a port is a number from 1 to {LAST_PORT}")
    return int(digits)


def _root_host(value: str) -> HostPort:
    """A name with an optional port, without scheme or path: localhost:8000, reviews.example.org."""
    host, colon, digits = value.strip().lower().partition(":")
    if "/" in value or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        _refuse(f"“{value}” is not a host name; write a name and perhaps a port: localhost:8000")
    return HostPort(host, _port(digits) if colon else 0)


def _bind(value: str) -> HostPort:
    host, colon, digits = value.strip().rpartition(":")
    if not colon or not host:
        _refuse(f"“{value}” is not an address with a port; write it as 127.0.0.1:8000")
    bare = host.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        _refuse(f"“{host}” is not an IP address; write it as 127.0.0.1:8000")
    return HostPort(bare, _port(digits))


def _url_of(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        value = value.strip()
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError as wrong:
            return _refuse(f"the address can't be read: {wrong}")
        if parts.scheme not in schemes:
            _refuse(f"it starts with “{parts.scheme}”; it must start with {schemes[0]}://")
        if not parts.hostname or port == 0:
            _refuse(f"it names no host; write it as {schemes[0]}://user:password@host:port")
        return value

    return read


def _database_url(value: str) -> str:
    value = _url_of("postgres", "postgresql")(value)
    if value and not urlsplit(value).path.strip("/"):
        _refuse("it names no database; write it as postgres://user:password@host:port/name")
    _database_options(value)
    return value


def _one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            _refuse(f"“{value}” is none of {', '.join(words)}")
        return value

    return read


def _number(value: str) -> str:
    return str(_count(value))


def _file(value: str) -> str:
    path = _path(value)
    if not path.is_file():
        _refuse(f"there is no file “{path}”")
    return str(path)


def _root_certificates(value: str) -> str:
    return value if value == "system" else _file(value)


# What may stand behind the ? of DATABASE_URL, and how it is checked. How the connection is guarded
# and kept alive is the operator's to say. Who connects to what stands before the ?, and `options`
# would set what Plumbline sets itself for each workspace.
DATABASE_OPTIONS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "sslmode": _one_of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
        "sslrootcert": _root_certificates,
        "sslcert": _file,
        "sslkey": _file,
        "sslcrl": _file,
        "ssl_min_protocol_version": _one_of("TLSv1.2", "TLSv1.3"),
        "channel_binding": _one_of("disable", "prefer", "require"),
        "gssencmode": _one_of("disable", "prefer", "require"),
        "target_session_attrs": _one_of("any", "read-write", "primary"),
        "application_name": _text,
        "connect_timeout": _number,
        "keepalives": _one_of("0", "1"),
        "keepalives_idle": _number,
        "keepalives_interval": _number,
        "keepalives_count": _number,
        "tcp_user_timeout": _number,
    }
)
_BEFORE_THE_QUESTION_MARK: Final = frozenset(
    {"host", "hostaddr", "port", "user", "password", "dbname"}
)


def _database_options(url: str) -> dict[str, str]:
    """Return the options of a database's URL, checked; one that isn't known is refused by name."""
    options: dict[str, str] = {}
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        if name in _BEFORE_THE_QUESTION_MARK:
            _refuse(f"“{name}” belongs before the “?”: postgres://user:password@host:port/name")
        if name not in DATABASE_OPTIONS:
            _refuse(
                f"“{name}” is not an option that can be set; these can: "
                f"{', '.join(DATABASE_OPTIONS)}"
            )
        if name in options:
            _refuse(f"it says “{name}” twice")
        if not value:
            _refuse(f"“{name}” has no value; write it as {name}=value")
        try:
            options[name] = DATABASE_OPTIONS[name](value)
        except ValueError as wrong:
            _refuse(f"of {name}, {wrong}")
    if options.get("sslrootcert") == "system" and options.get("sslmode") != "verify-full":
        _refuse("sslrootcert=system needs sslmode=verify-full")
    return options


def _database_name(value: str) -> str:
    if value and not _DATABASE_NAME.fullmatch(value):
        _refuse(f"“{value}” is not a database name; use small letters, digits and _")
    return value


def _mail_address(value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        _refuse(f"“{value}” is not an e-mail address; write it as name@example.org")
    return value


def _sender(value: str) -> str:
    """An address, or a name with the address in angle brackets."""
    inner = re.fullmatch(r"[^<>]*<([^<>]+)>", value.strip())
    _mail_address(inner[1] if inner else value.strip())
    return value.strip()


def _path(value: str) -> Path:
    return (PROJECT_ROOT / Path(value).expanduser()).resolve()


def _optional_path(value: str) -> Path | None:
    if not value:
        return None
    path = _path(value)
    if not path.is_dir():
        _refuse(f"there is no folder “{path}”")
    return path


def _log_level(value: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if value.upper() not in levels:
        _refuse(f"“{value}” is not a level; write one of {', '.join(levels)}")
    return value.upper()


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: the variable, what it takes, what holds without it, what it is for."""

    name: str
    takes: str
    default: str
    meaning: str
    read: Callable[[str], Any]


SETTINGS: Final = (
    Setting(
        "SECRET_KEY",
        "text, 32 characters or more",
        "",
        "Signs sessions and links. Needed as soon as others can reach the site; the launcher makes "
        "one for trying out.",
        _text,
    ),
    Setting("DEBUG", "true or false", "false", "Error pages with details, for developers.", _flag),
    Setting(
        "DEMO",
        "true or false",
        "false",
        "The invented workspaces, one-click sign-in and the mailbox page. Only under localhost.",
        _flag,
    ),
    Setting(
        "ROOT_HOST",
        "host, perhaps with port",
        "localhost:8000",
        "The front door. Workspaces are at LABEL.ROOT_HOST.",
        _root_host,
    ),
    Setting(
        "HTTPS",
        "true or false",
        "false",
        "People reach the site by https: secure cookies, HSTS, https in links.",
        _flag,
    ),
    Setting(
        "TRUSTED_PROXY",
        "true or false",
        "false",
        "A proxy of ours stands in front and sets X-Forwarded-For and X-Forwarded-Proto.",
        _flag,
    ),
    Setting(
        "DATABASE_URL",
        "postgres://user:password@host:port/name",
        "postgres://plumbline:plumbline@127.0.0.1:5432/plumbline",
        "PostgreSQL 15 or newer, direct or session pooling; options behind a ?, see below. "
        "Set: the launcher starts none.",
        _database_url,
    ),
    Setting(
        "TEST_DB_NAME",
        "database name",
        "test_plumbline",
        "Tests only: the database that they make and drop.",
        _database_name,
    ),
    Setting(
        "BROKER_URL",
        "redis://host:port/number",
        "redis://127.0.0.1:6379/0",
        "Message broker (Redis or Valkey; amqp:// for RabbitMQ). Set: the launcher starts none.",
        _url_of("redis", "rediss", "amqp", "amqps"),
    ),
    Setting(
        "EMAIL_URL",
        "smtp://user:password@host:port",
        "",
        "Mail server; smtp+tls:// for STARTTLS, smtps:// for TLS from the start. Empty: mail stays "
        "in the mailbox page of the demo.",
        _url_of("smtp", "smtps", "smtp+tls"),
    ),
    Setting(
        "MAIL_FROM",
        "address, perhaps with a name",
        "Plumbline <plumbline@localhost>",
        "Sender of all mail.",
        _sender,
    ),
    Setting(
        "BOUNCE_ADDRESS",
        "address",
        "",
        "Envelope sender, where undeliverable mail returns to. Empty: the address of MAIL_FROM.",
        _mail_address,
    ),
    Setting(
        "OPERATOR_EMAIL",
        "address",
        "",
        "Who runs the service: gets requests for a workspace and error notices, and may sign in as "
        "operator.",
        _mail_address,
    ),
    Setting(
        "FILES_ROOT",
        "folder",
        ".data/files",
        "Evidence and reports. One folder shared by web and worker; belongs into the backup.",
        _path,
    ),
    Setting(
        "DATA_DIR",
        "folder",
        ".data",
        "What the launcher keeps: database, broker, logs, bodies of requests on their way in.",
        _path,
    ),
    Setting(
        "PORTAL_PG_BINDIR",
        "folder",
        "",
        "PostgreSQL programs for the launcher instead of those out of the wheel.",
        _optional_path,
    ),
    Setting(
        "PORTAL_BROKER_BINDIR",
        "folder",
        "",
        "Folder of valkey-server or redis-server for the launcher instead of the wheel's.",
        _optional_path,
    ),
    Setting(
        "WEB_BIND",
        "address:port",
        "",
        "Where the web server listens. Empty: 127.0.0.1 and the port of ROOT_HOST.",
        lambda value: _bind(value) if value else None,
    ),
    Setting("WEB_PROCESSES", "number", "2", "Web server processes on one socket.", _count),
    Setting("WEB_THREADS", "number", "4", "Threads of each web server process.", _count),
    Setting("WORKER_PROCESSES", "number", "2", "Jobs that one worker does at a time.", _count),
    Setting("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", "INFO", "What is logged.", _log_level),
)


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings, read and checked; an attribute for each row of the table."""

    secret_key: str = field(repr=False)
    debug: bool
    demo: bool
    root_host: HostPort
    https: bool
    trusted_proxy: bool
    database_url: str = field(repr=False)
    test_db_name: str
    broker_url: str = field(repr=False)
    email_url: str = field(repr=False)
    mail_from: str
    bounce_address: str
    operator_email: str
    files_root: Path
    data_dir: Path
    portal_pg_bindir: Path | None
    portal_broker_bindir: Path | None
    web_bind: HostPort
    web_processes: int
    web_threads: int
    worker_processes: int
    log_level: str

    @property
    def trying_out(self) -> bool:
        """Nobody but this machine can reach the site."""
        return self.root_host.under_localhost and self.web_bind.loopback

    @property
    def root_url(self) -> str:
        return f"{self._scheme}://{self.root_host.host}{self._port_in_links}"

    @property
    def database(self) -> Server:
        return replace(
            _server(self.database_url, 5432),
            options=MappingProxyType(_database_options(self.database_url)),
        )

    @property
    def mail_server(self) -> Server | None:
        if not self.email_url:
            return None
        return _server(self.email_url, {"smtps": 465, "smtp+tls": 587}.get(self._mail_scheme, 25))

    def workspace_url(self, label: str) -> str:
        return f"{self._scheme}://{label}.{self.root_host.host}{self._port_in_links}"

    @property
    def _scheme(self) -> str:
        return "https" if self.https else "http"

    @property
    def _port_in_links(self) -> str:
        usual = 443 if self.https else 80
        return "" if self.root_host.port == usual else f":{self.root_host.port}"

    @property
    def _mail_scheme(self) -> str:
        return urlsplit(self.email_url).scheme


def _server(url: str, usual_port: int) -> Server:
    parts: SplitResult = urlsplit(url)
    return Server(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port or usual_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        name=unquote(parts.path.strip("/")),
    )


def read_environment(
    given: Mapping[str, str], left_behind: Mapping[str, str] = MappingProxyType({})
) -> Environment:
    """Read and check every setting; `left_behind` is what running services wrote down."""
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = given.get(setting.name) or left_behind.get(setting.name) or setting.default
        try:
            values[setting.name.lower()] = setting.read(raw)
        except ValueError as wrong:
            raise SettingError(setting.name, str(wrong)) from None
    values["root_host"] = _with_usual_port(values["root_host"], https=values["https"])
    if values["web_bind"] is None:
        values["web_bind"] = HostPort("127.0.0.1", values["root_host"].port)
    if not given.get("FILES_ROOT"):
        values["files_root"] = values["data_dir"] / "files"
    if not values["secret_key"] and _only_here(values):
        values["secret_key"] = TRYING_OUT_KEY
    environment = Environment(**values)
    _check_together(environment, given)
    return environment


def _with_usual_port(root: HostPort, *, https: bool) -> HostPort:
    """Return the root host with the port that people needn't write."""
    if root.port:
        return root
    if root.under_localhost:
        return HostPort(root.host, 8000)
    return HostPort(root.host, 443 if https else 80)


def _only_here(values: Mapping[str, Any]) -> bool:
    return bool(values["root_host"].under_localhost and values["web_bind"].loopback)


def _check_together(environment: Environment, given: Mapping[str, str]) -> None:
    """What one variable allows depends on who can reach the site."""
    if environment.trying_out:
        return
    if environment.demo:
        raise SettingError(
            "DEMO",
            "demo mode lets anybody sign in as anybody, so it starts only with ROOT_HOST under "
            "localhost and WEB_BIND on this machine; set DEMO=false",
        )
    if environment.debug and not environment.root_host.under_localhost:
        raise SettingError(
            "DEBUG", "error pages with details are for localhost only; set DEBUG=false"
        )
    if len(environment.secret_key) < SHORTEST_SECRET:
        raise SettingError(
            "SECRET_KEY", f"others can reach this site; set {SHORTEST_SECRET} random characters"
        )
    if environment.secret_key == TRYING_OUT_KEY:
        raise SettingError("SECRET_KEY", "this key is printed in the source; set a random one")
    for name in ("DATABASE_URL", "BROKER_URL"):
        if not given.get(name):
            raise SettingError(name, "others can reach this site, so it must be set")
    if not environment.email_url:
        raise SettingError(
            "EMAIL_URL", "nobody could sign in: codes go by mail, and there is no mailbox page here"
        )


def left_by_services(data_dir: Path) -> dict[str, str]:
    """Return what running services wrote down: their addresses, one NAME=value a line."""
    try:
        lines = (data_dir / SERVICES_FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _read_this_process() -> Environment:
    data_dir = _path(os.environ.get("DATA_DIR") or ".data")
    return read_environment(os.environ, left_by_services(data_dir))


env_settings: Final = _read_this_process()
