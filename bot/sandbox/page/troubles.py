"""Slack's troubles, as the page shows and switches them."""

from collections.abc import Callable

from bot.sandbox.entities import Json
from bot.sandbox.faults import Faults
from bot.sandbox.server import Sandbox

METHODS = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "views.open",
    "views.update",
    "views.publish",
    "conversations.info",
    "users.info",
    "files.getUploadURLExternal",
)

RETRY_AFTER_S = 5
SLOW_S = 2.0

Switch = Callable[[Faults, str, int], None]

# What goes wrong: the words on the page, and how it is switched on.
KINDS: dict[str, tuple[str, Switch]] = {
    "lose_answer": (
        "It is done, but the answer is lost",
        lambda faults, method, times: faults.lose_answer(method, times=times),
    ),
    "lose_call": (
        "The connection is cut before it is done",
        lambda faults, method, times: faults.lose_call(method, times=times),
    ),
    "limit": (
        f"Rate limited, retry after {RETRY_AFTER_S} s",
        lambda faults, method, times: faults.limit(method, RETRY_AFTER_S, times=times),
    ),
    "fatal_error": (
        "Slack breaks (500 fatal_error)",
        lambda faults, method, times: faults.fail(method, "fatal_error", status=500, times=times),
    ),
    "slow": (
        f"It takes {SLOW_S:g} s",
        lambda faults, method, times: faults.delay(method, SLOW_S, times=times),
    ),
}


def troubles(sandbox: Sandbox) -> Json:
    """Return which troubles are on, and which can be switched on."""
    return {
        "rate_limits": sandbox.rate_limits.enabled,
        "methods": list(METHODS),
        "kinds": {kind: words for kind, (words, _) in KINDS.items()},
    }


def limit_rates(sandbox: Sandbox, *, on: bool) -> None:
    """Switch Slack's own rate limits on, with nothing counted yet, or off."""
    sandbox.rate_limits.reset()
    sandbox.rate_limits.enabled = on
    sandbox.note(f"Rate limits are {'on' if on else 'off'}.")


def break_calls(sandbox: Sandbox, method: str, kind: str, times: int) -> None:
    """Have the next calls of a method go wrong.

    Raises LookupError for an unknown method or kind, ValueError for a count outside 1-99.
    """
    if method not in METHODS or kind not in KINDS:
        raise LookupError("Slack has no such trouble.")
    if not 1 <= times <= 99:  # noqa: PLR2004 - as the page's field says
        raise ValueError("Choose between 1 and 99 calls.")
    words, switch = KINDS[kind]
    switch(sandbox.faults, method, times)
    calls = "call" if times == 1 else f"{times} calls"
    sandbox.note(f"The next {calls} of {method}: {words[0].lower()}{words[1:]}.")


def clear(sandbox: Sandbox) -> None:
    """Have every call go well again."""
    sandbox.faults.clear()
    sandbox.note("Every call goes well again.")
