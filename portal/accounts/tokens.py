"""Random tokens and what is stored of them: a hash, never the token."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """Make a token of 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token: SHA-256 as 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
