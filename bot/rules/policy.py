"""Who may do what: every entry point names one `Who`, and what is not allowed is denied."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Who(StrEnum):
    """The circles of people an entry point can be open to, widest first."""

    ANYBODY = "anybody"  # guests and outside people too: fixed texts and what is their own
    READER = "reader"  # anyone inside, also who may only look, and this partner's own people
    VIEWER = "viewer"  # anyone inside, also who may only look
    ANYONE_INSIDE = "anyone_inside"
    PARTNER_PERSON = "partner_person"  # and this partner's own people
    ITEM_OWNER = "item_owner"  # the owner of the thing itself, on either side
    PARTNER_OWNER = "partner_owner"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """What is known of the person who acts, about this workspace and this partner.

    Unknown is False. ``is_internal`` is `bot.rules.audience.is_internal`; the last four speak
    of the partner or the thing acted on, looked up in the installation's own workspace.
    """

    is_internal: bool = False
    only_looks: bool = False
    is_admin: bool = False
    owns_partner: bool = False
    is_partner_person: bool = False
    owns_item: bool = False
    others_work_with_it: bool = False  # people were named for the partner, and not this one

    @property
    def acts_inside(self) -> bool:
        """Say whether the person is one of us and may change things."""
        return self.is_internal and not self.only_looks

    @property
    def acts_here(self) -> bool:
        """Say whether that holds for this partner too; what is one's own stays one's own."""
        among_them = self.owns_partner or self.is_admin or not self.others_work_with_it
        return self.acts_inside and (among_them or self.owns_item)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not, in a sentence that tells an outsider nothing of ours."""

    who: str
    sentence: str


OTHERS_SENTENCE = (
    "You can look here, but not change things: others were named to work with this partner. "
    "Its owner or an admin can name you too, in /partner settings."
)
OUTSIDE_SENTENCE = "This is not open to you here. Please ask the person who invited you."

_SENTENCES: Mapping[Who, str] = MappingProxyType(
    {
        Who.READER: "Only people of this partnership can see this.",
        Who.VIEWER: "Only people of this workspace can see this.",
        Who.ANYONE_INSIDE: "You can look, but not change things. An admin can allow it.",
        Who.PARTNER_PERSON: "Only people of this partnership can do this.",
        Who.ITEM_OWNER: "Only its owner or the partner's owner can do this.",
        Who.PARTNER_OWNER: "Only the partner's owner or a workspace admin can do this.",
        Who.ADMIN: "Only an admin can do this.",
    }
)


def _owns_partner(actor: ActorFacts) -> bool:
    """Say whether the person is ours and owns the partner, or is an admin."""
    return actor.acts_inside and (actor.owns_partner or actor.is_admin)


# A partner's own person may act for their side without being one of us; every other circle
# begins with being one of us.
_CHECKS: Mapping[Who, Callable[[ActorFacts], bool]] = MappingProxyType(
    {
        Who.ANYBODY: lambda _actor: True,
        Who.READER: lambda actor: actor.is_internal or actor.is_partner_person,
        Who.VIEWER: lambda actor: actor.is_internal,
        Who.ANYONE_INSIDE: lambda actor: actor.acts_here,
        Who.PARTNER_PERSON: lambda actor: (
            actor.acts_here or (actor.is_partner_person and not actor.is_internal)
        ),
        Who.ITEM_OWNER: lambda actor: (
            _owns_partner(actor)
            or (actor.owns_item and (actor.acts_inside or actor.is_partner_person))
        ),
        Who.PARTNER_OWNER: _owns_partner,
        Who.ADMIN: lambda actor: actor.acts_inside and actor.is_admin,
    }
)


def allowed(who: Who | None, actor: ActorFacts) -> Refusal | None:
    """Return None when ``actor`` belongs to ``who``, else the refusal.

    An entry point that declares nobody (None) is open to nobody. Outsiders get one fixed
    sentence whatever they tried.
    """
    check = None if who is None else _CHECKS.get(who)
    if check is not None and check(actor):
        return None
    if who is None or not actor.is_internal:
        return Refusal(who or "nobody", OUTSIDE_SENTENCE)
    if actor.only_looks:
        return Refusal(who, _SENTENCES[Who.ANYONE_INSIDE])
    if not actor.acts_here:
        return Refusal(who, OTHERS_SENTENCE)
    return Refusal(who, _SENTENCES[who])
