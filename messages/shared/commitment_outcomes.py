"""What happened to a commitment, in one sentence that both sides may read."""

from typing import Any

from messages.render import Safe, render


def outcome(action: str, *, who: str, title: str, **facts: Any) -> Safe:
    """Return who did what, and when or why.

    ``action`` is one of accepted, declined, started, blocked, unblocked, done, reopened,
    dropped, moved, snoozed, commented; ``facts`` are what its template line names.
    """
    return render(f"commitment_{action}", who=who, title=title, **facts)
