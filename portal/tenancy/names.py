"""What a workspace may be called: host labels, schema names and who else's names clash."""

import re
import secrets
import string
import unicodedata

from portal.access import ALLOWED, Verdict, refused

LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
SCHEMA = re.compile(r"t_[a-z0-9]{8,40}")
RESERVED = frozenset(
    {
        "www", "mail", "smtp", "imap", "pop", "ftp", "ns", "dns", "api", "app", "apps", "admin", "root",
        "operator", "static", "assets", "media", "files", "cdn", "status", "help", "support", "docs",
        "login", "signin", "auth", "sso", "account", "accounts", "portal", "public", "localhost", "test",
        "plumbline", "demo-mailbox", "postmaster", "abuse", "security", "webmaster", "autoconfig",
    }
)  # fmt: skip


def label_verdict(label: str) -> Verdict:
    """Whether a host label may be used for a workspace (RFC 1123, lower case, not reserved)."""
    if not LABEL.fullmatch(label):
        return refused(
            "Use 1 to 32 lower-case letters, digits and hyphens for the address, "
            "and start and end it with a letter or digit."
        )
    if label.startswith("xn--") or "--" in label:
        return refused("Use single hyphens only in the address.")
    if label.isdigit():
        return refused("Use at least one letter in the address.")
    if label in RESERVED:
        return refused(f"The address “{label}” is kept for the service itself. Choose another.")
    return ALLOWED


def name_verdict(name: str) -> Verdict:
    """Whether a jurisdiction's name can stand on pages, mails and reports."""
    if not 2 <= len(name) <= 100:
        return refused("Enter the jurisdiction's name, 2 to 100 characters.")
    if any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for char in name):
        return refused("The name has a character that cannot be shown. Type it again by hand.")
    if not any(char.isalpha() for char in name):
        return refused("Use at least one letter in the name.")
    return ALLOWED


def new_schema_name() -> str:
    """Make a schema name that nobody chose and nobody had: t_ and 16 random characters."""
    alphabet = string.ascii_lowercase + string.digits
    return "t_" + "".join(secrets.choice(alphabet) for _ in range(16))
