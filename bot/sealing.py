"""Sealing: what the database keeps of a token is unreadable without a key it does not hold.

AES-256-GCM, with the workspace and what the secret is for as associated data: a sealed text
that is copied to another row or column does not open there. Each names its key, so that keys
can change one installation at a time. Source: docs/decisions/0006-installs-and-sealed-tokens.md
"""

import base64
import secrets
from collections.abc import Iterable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.token_keys import name_of

NONCE_BYTES = 12
FORM = "s1"  # of a sealed text: form.key.content


class SealError(ValueError):
    """A sealed text cannot be opened; one sentence, and never a secret."""


class Keyring:
    """The keys of TOKEN_KEYS: the first seals, all of them open. Shows none of them."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._boxes = {name_of(key): AESGCM(key) for key in keys}
        if not self._boxes:
            raise ValueError("there is no key")
        self.newest = next(iter(self._boxes))

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._boxes)})"

    def seal(self, plain: str, *, workspace_id: UUID, purpose: str) -> str:
        """Return ``plain`` sealed with the newest key; each time another text."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = _bound_to(workspace_id, purpose)
        content = nonce + self._boxes[self.newest].encrypt(nonce, plain.encode(), bound)
        return f"{FORM}.{self.newest}.{base64.urlsafe_b64encode(content).decode()}"

    def open(self, sealed: str, *, workspace_id: UUID, purpose: str) -> str:
        """Return what was sealed. Raises SealError for a key that is missing or does not fit."""
        self.check(sealed)
        _, name, content = sealed.split(".")
        try:
            raw = base64.b64decode(content, altchars=b"-_", validate=True)
            plain = self._boxes[name].decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound_to(workspace_id, purpose)
            )
        except (InvalidTag, ValueError):
            raise SealError(
                f"The {purpose} of workspace {workspace_id} does not open with key {name}: it "
                "was changed, or belongs elsewhere. Install the app there again."
            ) from None
        return plain.decode()

    def check(self, sealed: str) -> None:
        """Raise SealError when the key that sealed it is not among these."""
        form, _, rest = sealed.partition(".")
        name, _, content = rest.partition(".")
        if form != FORM or "." in content or name not in self._boxes:
            raise SealError(
                f"A stored token was sealed with key {name or '?'}, which is not in TOKEN_KEYS: "
                "add that key again, after the first one."
            )

    def is_newest(self, sealed: str) -> bool:
        """Say whether it was sealed with the newest key."""
        return sealed.startswith(f"{FORM}.{self.newest}.")


def _bound_to(workspace_id: UUID, purpose: str) -> bytes:
    return workspace_id.bytes + purpose.encode()
