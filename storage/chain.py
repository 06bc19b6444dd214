"""The chain of an audit trail: each entry's hash covers the one before it.

What may be personal, the values before and after, is in the chain only by a salted digest.
Without the salt nobody can guess at it, so it can be taken out and the chain still holds.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC
from typing import Any

BEGINNING = "0" * 64  # what stands before the first entry of a workspace
LINKED = ("id", "workspace_id", "actor", "action", "subject_kind", "subject_id", "digest")


def new_salt() -> str:
    """Return a salt that nobody can guess."""
    return secrets.token_hex(16)


def digest(salt: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """Return the digest of what was there before and after."""
    return _sha256([salt, before, after])


def link(previous: str, number: int, entry: Mapping[str, Any]) -> str:
    """Return the hash of the entry with that number, which follows ``previous``."""
    said = [None if entry[name] is None else str(entry[name]) for name in LINKED]
    at = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return _sha256([previous, number, at, *said])


def _sha256(content: list[Any]) -> str:
    # Sorted keys and no spaces: the same whatever order a database gives an object back in.
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()
