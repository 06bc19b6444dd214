"""One thing the doctor looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; ``fix`` says what to do when it is not well."""

    what: str
    fix: str | None = None
