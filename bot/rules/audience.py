"""Who may read a text: what is ours stays with us. docs/rules.md, "Audiences"."""

from dataclasses import dataclass
from enum import StrEnum

SLACKBOT = "USLACKBOT"


class Audience(StrEnum):
    """For whom a text is written."""

    INTERNAL = "internal"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text may go, and in words why not (empty when it may)."""

    allowed: bool
    reason: str = ""


ALLOWED = Verdict(allowed=True)


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What an uncached look at a channel told; None is unknown, and unknown is never trusted.

    ``looked_up`` is False when the look failed. ``has_guests`` covers guests, strangers and
    other apps' outside members: anyone in the channel who is not `is_internal`. ``team_ids``
    leaves out the workspaces of our own organisation; our team or organisation may be in it.
    """

    looked_up: bool = False
    is_member: bool | None = None
    is_archived: bool | None = None
    is_frozen: bool | None = None
    is_ext_shared: bool | None = None
    is_pending_ext_shared: bool | None = None
    pending_connected_team_ids: tuple[str, ...] | None = None
    has_guests: bool | None = None
    team_ids: tuple[str, ...] | None = None  # of every company in it or invited to it


def may_post(audience: Audience, facts: ChannelFacts) -> Verdict:
    """Say whether a text for ``audience`` may be posted in the channel now.

    An internal text needs every fact known and harmless. A shared one may go where little is
    known, since anybody there may read it, but not where the bot is known to be unable to.
    """
    barred = _cannot_write(facts)
    if barred is None and audience is Audience.INTERNAL:
        barred = _others_may_read(facts)
    return ALLOWED if barred is None else Verdict(allowed=False, reason=barred)


def _cannot_write(facts: ChannelFacts) -> str | None:
    """Return why nothing at all can be posted there, or None."""
    if facts.is_archived:
        return "The channel is archived."
    if facts.is_member is False:
        return "The bot is not in the channel."
    return None


def _others_may_read(facts: ChannelFacts) -> str | None:
    """Return why somebody from outside may read what is posted there, or None."""
    if not facts.looked_up:
        return "The channel could not be looked up."
    checks: tuple[tuple[bool | None, str], ...] = (
        (facts.is_ext_shared, "The channel is shared with another company."),
        (facts.is_pending_ext_shared, "The channel is about to be shared."),
        (_any(facts.pending_connected_team_ids), "The channel is about to be shared."),
        (facts.is_frozen, "The channel is frozen."),
        (facts.has_guests, "There are guests in the channel."),
    )
    for is_so, reason in checks:
        if is_so:
            return reason
    if any(is_so is None for is_so, _ in checks) or facts.is_member is None:
        return "Not enough is known about the channel."
    return None


def _any(ids: tuple[str, ...] | None) -> bool | None:
    """Return whether there are any; None when it is not known."""
    return None if ids is None else bool(ids)


@dataclass(frozen=True, slots=True)
class UserFacts:
    """What Slack tells of a person; None is unknown. ``looked_up`` is False when that failed."""

    user_id: str
    looked_up: bool = False
    team_id: str | None = None
    enterprise_id: str | None = None
    is_restricted: bool | None = None
    is_ultra_restricted: bool | None = None
    is_stranger: bool | None = None
    is_invited_user: bool | None = None
    deleted: bool | None = None
    is_bot: bool | None = None

    @property
    def company(self) -> str | None:
        """The Slack id that stands for their company: its organisation's (E…), else the team's."""
        return self.enterprise_id or self.team_id

    def is_of(self, company: str | None) -> bool:
        """Say whether a Slack id is that of their team or organisation; unknown is no."""
        return bool(company) and company in {self.team_id, self.enterprise_id}


def is_internal(user: UserFacts, team_id: str, enterprise_id: str | None = None) -> bool:
    """Say whether the person is one of us: our team or enterprise, and nobody special.

    Slack leaves a flag out where it is false, so only one that is set counts; a person who
    could not be looked up is never one of us. Source: https://docs.slack.dev/reference/objects/user-object
    """
    if not user.looked_up or not user.user_id or user.user_id == SLACKBOT:
        return False
    special = (
        user.is_restricted,
        user.is_ultra_restricted,
        user.is_stranger,
        user.is_invited_user,
        user.deleted,
        user.is_bot,
    )
    return is_of_ours(user, team_id, enterprise_id) and not any(special)


def is_of_ours(user: UserFacts, team_id: str, enterprise_id: str | None = None) -> bool:
    """Say whether the person's account is in our team or enterprise, a guest's too."""
    ours = bool(team_id) and user.team_id == team_id
    return ours or (bool(enterprise_id) and user.enterprise_id == enterprise_id)


def only_company(
    facts: ChannelFacts, user: UserFacts, team_id: str, enterprise_id: str | None = None
) -> str | None:
    """Return the outside person's company if the channel connects us with it and no other.

    An invitation that is out counts as a connection, and what is not known as more than one.
    """
    others = set(facts.team_ids or ()) - {team_id, enterprise_id}
    alone = bool(others) and all(user.is_of(one) for one in others)
    return user.company if alone else None


def may_message(*, internal: bool) -> Verdict:
    """Say whether a person may be written to directly, for whomever the text is.

    Nobody from outside is: what they may read stands in the shared channel. See `is_internal`.
    """
    if internal:
        return ALLOWED
    return Verdict(allowed=False, reason="The person is not one of us.")
