"""The addresses of confirmation links: signed, for one purpose, and over by themselves."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

PATH: Final = "/confirm"
_ID_BYTES = 24
_SIGNED = "confirm-link"
_FORM = "confirm-form"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Made:
    """A new link: its address, which is shown once, and what is kept of it."""

    url: str
    token_hash: str


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads addresses below ``public_url`` (no slash at its end)."""

    public_url: str
    secret: bytes = field(repr=False)

    def make(self, *, expires_at: datetime) -> Made:
        """Return a new address that nobody can guess, and that says itself when it ends."""
        token_id = secrets.token_urlsafe(_ID_BYTES)
        body = f"{token_id}.{int(expires_at.timestamp())}"
        token = f"{body}.{self._sign(_SIGNED, body)}"
        return Made(f"{self.public_url}{PATH}/{token}", _hash(token_id))

    def read(self, token: str, *, now: datetime) -> str | None:
        """Return the hash a link is kept under; None for what we never signed, or what is over."""
        parts = token.split(".")
        if len(token) > _LONGEST or len(parts) != 3 or not token.isascii():  # noqa: PLR2004
            return None
        token_id, until, signature = parts
        signed = self._sign(_SIGNED, f"{token_id}.{until}")
        if not hmac.compare_digest(signed, signature):
            return None
        ends_at = datetime.fromtimestamp(int(until), UTC)
        return _hash(token_id) if now < ends_at else None

    def form_mark(self, token: str) -> str:
        """Return what a form of this page carries: only who was shown the page knows it."""
        return self._sign(_FORM, token)

    def _sign(self, purpose: str, words: str) -> str:
        key = hmac.new(self.secret, purpose.encode(), hashlib.sha256).digest()
        digest = hmac.new(key, words.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(token_id: str) -> str:
    return hashlib.sha256(token_id.encode()).hexdigest()
