"""The gate: only what Slack itself sent, just now and for the first time, comes through.

Everything is checked on the raw bytes before anything is parsed.
Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from threading import Lock

MOST_BYTES = 1_000_000
FRESH_S = 300
MOST_REMEMBERED = 100_000
_TIMESTAMP = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Refusal(IntEnum):
    """The HTTP status of what is refused; the answer says no more than that."""

    MALFORMED = 400
    UNSIGNED = 401  # also what was signed once and sent again: a signature counts once
    TOO_LARGE = 413


@dataclass
class Gate:
    """Checks requests against one signing secret. Threads may share it."""

    signing_secret: str
    _seen: OrderedDict[str, float] = field(default_factory=OrderedDict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def refusal(self, headers: Mapping[str, str], body: bytes, *, now: float) -> Refusal | None:
        """Return why a request is refused, or None. ``now`` is in epoch seconds.

        ``headers`` has lower-case names.
        """
        if len(body) > MOST_BYTES:
            return Refusal.TOO_LARGE
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            return Refusal.UNSIGNED
        if abs(now - int(timestamp)) > FRESH_S or not self._signed(timestamp, signature, body):
            return Refusal.UNSIGNED
        if not _is_text(body):
            return Refusal.MALFORMED
        return Refusal.UNSIGNED if self._seen_before(signature, now) else None

    def _signed(self, timestamp: str, signature: str, body: bytes) -> bool:
        base = b"v0:" + timestamp.encode() + b":" + body
        expected = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return hmac.compare_digest("v0=" + expected, signature)

    def _seen_before(self, signature: str, now: float) -> bool:
        """Remember a signature for as long as its timestamp would be taken."""
        with self._lock:
            while self._seen and (
                now - next(iter(self._seen.values())) > 2 * FRESH_S
                or len(self._seen) >= MOST_REMEMBERED
            ):
                self._seen.popitem(last=False)
            if signature in self._seen:
                return True
            self._seen[signature] = now
            return False


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
