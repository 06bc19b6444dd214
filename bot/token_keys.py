"""The keys in TOKEN_KEYS: read, and told from one another without showing any."""

import base64
import binascii
import hashlib

KEY_BYTES = 32


def keys_of(text: str) -> list[bytes]:
    """Return the keys, in order. Raises ValueError with what is wrong about them."""
    return [_key(each.strip()) for each in text.split(",")]


def name_of(key: bytes) -> str:
    """Return what a key is called in sealed texts; it says nothing about the key."""
    return hashlib.sha256(b"partner-bot token key\0" + key).hexdigest()[:8]


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(
            "must be keys of 32 bytes in base64 with commas between them; "
            "`openssl rand -base64 32` makes one"
        )
    return key
