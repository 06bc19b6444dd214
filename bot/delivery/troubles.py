"""What an answer of Slack's means for what was asked of it: a closed set, never a string."""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from types import MappingProxyType
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

# What a call raises that did not go well; an answer cut short is no OSError.
NO_ANSWER = (SlackClientError, OSError, HTTPException, UnicodeError)
CODE = re.compile(r"[a-z0-9_]+")  # what Slack calls an error; anything else is not from Slack
TOO_MANY_REQUESTS = 429
SERVER_FAULT = 500
SHORTEST_WAIT_S = 1.0


class Trouble(StrEnum):
    """What to do about a call that did not go well."""

    LATER = "later"  # nothing was done; try again
    WAIT = "wait"  # this method must rest in this workspace
    UNKNOWN = "unknown"  # it may have been done
    CHANNEL = "channel"  # the channel cannot be written to: pause it
    PERSON = "person"  # the person cannot be messaged: their owner takes over
    TEXT = "text"  # Slack does not take these blocks or this length: send it short
    MESSAGE = "message"  # the message to rewrite is gone or closed
    FORBIDDEN = "forbidden"  # a rule of the workspace or a missing scope: tell the admin
    WORKSPACE = "workspace"  # the token is dead: stop this workspace
    REFUSED = "refused"  # any other no: final, and worth a look by us


@dataclass(frozen=True, slots=True)
class Fault:
    """A trouble with Slack's code, and how long to wait where Slack said so."""

    trouble: Trouble
    code: str
    wait_s: float = 0.0

    @property
    def may_be_the_thread(self) -> bool:
        """Say whether the thread may be what was refused, so that outside of it the same may go.

        Where a thread's first message was deleted Slack refuses nothing, but posts outside of it.
        Known to be refused are first messages that take no replies (`cannot_reply_to_message`),
        locked threads and channels without any (`restricted_action_…thread…`). A code we do not
        know may be of the thread too, and Slack did nothing then: trying once more is harmless.
        Sources: https://docs.slack.dev/reference/methods/chat.postMessage and
        https://github.com/slack-go/slack/issues/1571 (deleted first messages)
        """
        if self.trouble is Trouble.FORBIDDEN:
            return "thread" in self.code
        return self.trouble in {Trouble.MESSAGE, Trouble.REFUSED}


_CODES: Mapping[Trouble, tuple[str, ...]] = MappingProxyType(
    {
        Trouble.LATER: ("service_unavailable", "request_timeout", "team_added_to_org"),
        Trouble.WAIT: ("ratelimited", "rate_limited", "message_limit_exceeded"),
        Trouble.UNKNOWN: ("fatal_error", "internal_error"),
        Trouble.CHANNEL: (
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "channel_is_limited_access",
        ),
        Trouble.PERSON: (
            "user_not_found",
            "users_not_found",
            "user_disabled",
            "cannot_dm_bot",
            "user_not_visible",
            "is_inactive",
        ),
        Trouble.TEXT: (
            "invalid_blocks",
            "invalid_blocks_format",
            "msg_too_long",
            "msg_blocks_too_long",
            "no_text",
            "block_mismatch",
        ),
        Trouble.MESSAGE: (
            "message_not_found",
            "cant_update_message",
            "edit_window_closed",
            "cant_broadcast_message",
        ),
        Trouble.FORBIDDEN: (
            "missing_scope",
            "no_permission",
            "not_allowed_token_type",
            "messages_tab_disabled",
            "access_denied",
            "ekm_access_denied",
            "enterprise_is_restricted",
        ),
        Trouble.WORKSPACE: (
            "invalid_auth",
            "not_authed",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "team_access_not_granted",
            "org_login_required",
        ),
    }
)
_TROUBLES = {code: trouble for trouble, codes in _CODES.items() for code in codes}


def fault_of(error: Exception) -> Fault:
    """Return what ``error``, raised by a call of slack_sdk's, means.

    A connection that was never made did nothing; one that broke may have done it all.
    """
    if isinstance(error, SlackApiError):
        return _answered(error)
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ConnectionRefusedError | socket.gaierror):
        return Fault(Trouble.LATER, "unreachable")
    return Fault(Trouble.UNKNOWN, "no_answer")


def _answered(error: SlackApiError) -> Fault:
    response = error.response
    code, status = str(response.get("error")), int(response.status_code)
    if status == TOO_MANY_REQUESTS or _TROUBLES.get(code) is Trouble.WAIT:
        return Fault(Trouble.WAIT, "ratelimited", _retry_after_s(response.headers))
    if code in _TROUBLES:
        return Fault(_TROUBLES[code], code)
    if code.startswith("restricted_action") or code.endswith("_blocked"):
        return Fault(Trouble.FORBIDDEN, code)
    if status >= SERVER_FAULT or CODE.fullmatch(code) is None:
        return Fault(Trouble.UNKNOWN, f"http_{status}")
    return Fault(Trouble.REFUSED, code)


def _retry_after_s(headers: Mapping[str, str]) -> float:
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return max(float(value), SHORTEST_WAIT_S)
            except ValueError:
                break
    return SHORTEST_WAIT_S
