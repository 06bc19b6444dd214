"""What people type, before anything is done with it."""

import re

# PostgreSQL keeps no NUL, and UTF-8 has no halves of pairs.
_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text without what no database can keep."""
    return _UNKEPT.sub("", text)
