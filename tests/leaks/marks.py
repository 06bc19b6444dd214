"""The words that are looked for: whose they are shows in themselves.

``Zqia1zz`` is ours alone, about partner A; ``Zqsa1zz`` may be read by partner A too; ``Zqna1zz`` is
somebody's name. Letters and digits only, so that no escaping changes them.
"""

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

_numbers = count(1)
_FOUND = re.compile(r"zq([isn])([abc])\d+zz", re.IGNORECASE)
# What only we say, in our own words: no page or message of both sides speaks of them.
OURS_ALONE = re.compile(r"\b(health|champion|escalat\w+|influence|attitude)\b", re.IGNORECASE)


def mark(kind: str, partner: str = "a") -> str:
    """Return a word nobody else has: ``kind`` is i (ours), s (of both) or n (a name)."""
    return f"Zq{kind}{partner}{next(_numbers)}zz"


def found(said: Any) -> set[tuple[str, str]]:
    """Return kind and partner of every marked word in it, however deep."""
    text = said if isinstance(said, str) else json.dumps(said, default=str, ensure_ascii=False)
    return {(kind.lower(), partner.lower()) for kind, partner in _FOUND.findall(text)}


def marked(text: str) -> Iterator[str]:
    """Go through the marked words themselves."""
    return (one.group().lower() for one in _FOUND.finditer(text))
