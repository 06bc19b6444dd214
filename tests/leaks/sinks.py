"""Everything that leaves the bot after one thing was done, and who reads it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.services import RecordedCall
from handlers.registry import Kind
from tests.leaks.marks import OURS_ALONE, found, marked
from tests.leaks.town import CHANNELS, OURS, user_of

PRIVATE, CHANNEL, ASIDE = "private", "channel", "aside"  # aside: to one person, in a channel
NOT_SHOWN = {"users.info", "conversations.info", "conversations.members", "auth.test",
             "users.list", "chat.getPermalink", "files.info", "dnd.info"}  # fmt: skip
OUR_USERS = {user_of(name) for name in OURS}
# Whose words a person may read besides the bot's own.
THEIR_PARTNER = {user_of("guest"): "a", user_of("outside"): "a", user_of("other"): "b"}
CHANNEL_OF = {"C0SHARED": "a", "C0BSHARED": "b"}


@dataclass(frozen=True)
class Said:
    """One thing that left, to whom; ``place`` is a channel or a person."""

    way: str
    place: str
    content: Any
    reader: str = ""  # who reads it, where it is one person


def left(
    kind: Kind, user: str, channel: str | None, ack: Any, calls: list[RecordedCall]
) -> Iterator[Said]:
    """Go through what was answered to ``user``, who acted in ``channel``, and all that was sent."""
    if ack:
        if kind is Kind.COMMAND:
            yield Said(ASIDE, str(channel), ack, user)
        else:
            yield Said(PRIVATE, user, ack, user)
    for call in calls:
        yield from called(call, user)


def called(call: RecordedCall, user: str) -> Iterator[Said]:
    """Go through what a call shows to whom; ``user`` is who acted, where it does not say."""
    args, method = call.args, call.method
    if method in NOT_SHOWN:
        assert not found(args), (method, args)
        return
    if method == "response_url":
        public = args.get("response_type") == "in_channel"
        yield Said(CHANNEL if public else ASIDE, args["channel"], args, user)
    elif method.startswith("views."):
        yield Said(PRIVATE, str(args.get("user_id", user)), args, str(args.get("user_id", user)))
    elif method.startswith(("chat.", "files.")):
        place = str(args.get("channel") or args.get("channel_id") or user)
        if place.startswith("C"):
            yield Said(CHANNEL, place, args)
        else:
            yield Said(PRIVATE, place, args, place if place.startswith("U") else user)
    else:
        raise AssertionError(f"say who reads what {method} sends")


def is_ours_alone(channel: str) -> bool:
    """Say whether the channel is one that only our people read, as the local Slack has it."""
    return channel in CHANNELS and CHANNELS[channel] == {}


def leaks(said: Said, typed: str = "") -> set[tuple[str, str]]:
    """Return the marked words in it that whoever reads it may not read, and did not type."""
    text = json.dumps(said.content, default=str)
    for word in set(marked(typed)):
        text = re.sub(word, "", text, flags=re.IGNORECASE)
    words = {(kind, whose) for kind, whose in found(text) if kind != "n"}
    if said.way == PRIVATE:
        return words - _readable(said.reader)
    if is_ours_alone(said.place):
        return words - _readable(said.reader) if said.way == ASIDE else set()
    whose = CHANNEL_OF.get(said.place)
    shared = {("s", whose)} if whose else set()
    if said.way == CHANNEL:
        return words - (shared or {("s", "a")})
    # Aside in a channel others are in: nothing that is ours alone, to our own people either.
    return {word for word in words if word[0] == "i"} | (words - _readable(said.reader))


def _readable(user: str) -> set[tuple[str, str]]:
    if user in OUR_USERS:
        return {(kind, whose) for kind in "is" for whose in "abc"}
    partner = THEIR_PARTNER.get(user)
    return {("s", partner)} if partner else set()


def speaks_of_ours(said: Said) -> bool:
    """Say whether it tells the partner in our own words of what is ours alone."""
    read_by_us = said.way in {PRIVATE, ASIDE} and said.reader in OUR_USERS
    posted_to_us = said.way == CHANNEL and is_ours_alone(said.place)
    if read_by_us or posted_to_us:
        return False
    return OURS_ALONE.search(str(said.content)) is not None
