"""What somebody without Slack reads and answers by a link; the record says it was by link."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.kickoff import promises as kickoff_promises
from bot.flows.kickoff import settling as kickoff_settling
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.page import page_of
from bot.flows.kickoff.record import record
from bot.flows.kickoff.summary import refresh
from bot.flows.partners import telling
from bot.flows.people.identity import actor_of
from messages.shared.confirm_links import answered
from messages.shared.kickoff_page import KickoffPage
from storage import confirm_links, kickoffs, partners, people
from storage.confirm_links import UNVERIFIED, ConfirmLink, LinkAnswer
from storage.kickoffs import KickoffState
from storage.partners import name_key
from storage.people import Person, Side

LONGEST_NAME = 80
LONGEST_REASON = 500
ANSWERED = "A link takes one answer, and this one had another before yours."
CHANGED = "Something here was changed after you opened it. Please read it again, then answer."


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed on the page; ``accepted`` are the commitments they said yes to."""

    yes: bool
    name: str
    role: str
    reason: str = ""
    accepted: frozenset[UUID] = frozenset()
    seen: str = ""  # `Shown.seen` of the page the form stood on


@dataclass(frozen=True, slots=True)
class Shown:
    """A link with what its page shows."""

    link: ConfirmLink
    page: KickoffPage
    today: date
    answered_by: str = ""  # the name as it was typed

    @property
    def seen(self) -> str:
        """Return what is the same as long as the page says the same."""
        said = replace(self.page, waiting_days=0)  # counts up by itself
        return hashlib.sha256(repr(said).encode()).hexdigest()


def shown(session: Session, token_hash: str, *, now: datetime, lock: bool = False) -> Shown | None:
    """Return what a link's page shows; None for one that is unknown, revoked or over."""
    link = confirm_links.of_hash(session, token_hash=token_hash, lock=lock)
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        return None
    held = _held(session, link)
    if held.kickoff.state is KickoffState.DRAFT:
        return None
    by = people.of_id(session, workspace_id=link.workspace_id, person_id=link.answered_by)
    name = by.name.removesuffix(UNVERIFIED) if by else ""
    return Shown(link, page_of(session, held, now=now), now.date(), name)


def answer(session: Session, token_hash: str, typed: Typed, *, now: datetime) -> Shown | None:
    """Write down what somebody answered by a link, as that: by link, and verified by nobody.

    A link is answered once; the same answer again changes nothing. Raises Refusal for another
    one, for what was changed since it was read, an empty name, or a no without a word. None as
    ``shown``.
    """
    found = shown(session, token_hash, now=now, lock=True)
    if found is None:
        return None
    name, role = (" ".join(each.split())[:LONGEST_NAME] for each in (typed.name, typed.role))
    if found.link.answered_at is not None:
        if (name, role, _way(typed)) != (found.answered_by, found.link.role, found.link.answer):
            raise Refusal(ANSWERED)
        return found
    if typed.seen != found.seen:
        raise Refusal(CHANGED)
    if not name or not role:
        raise Refusal("Write your name and what you do there.", block_id="name")
    if not typed.yes and not typed.reason.strip():
        raise Refusal("Say in a few words why not.", block_id="reason")
    link, held = found.link, _held(session, found.link)
    actor = actor_of(_person(session, link, name, now))
    link.answered_by, link.role, link.answered_at = actor.person_id, role, now
    link.answer = _way(typed)
    link.reason = None if typed.yes else typed.reason.strip()[:LONGEST_REASON]
    session.add(link)
    session.flush()
    if typed.yes:
        _accept(session, actor, found.page, typed.accepted, now)
        confirmed = kickoff_settling.answerable(session, actor, link.kickoff_id)
        kickoff_settling.write_yes(session, actor, confirmed, now=now)
    refresh(session, held, by=actor, now=now)
    _tell(session, held, actor, link, now)
    return shown(session, token_hash, now=now)


def _way(typed: Typed) -> LinkAnswer:
    return LinkAnswer.CONFIRMED if typed.yes else LinkAnswer.DECLINED


def _accept(
    session: Session, actor: Actor, page: KickoffPage, accepted: Collection[UUID], now: datetime
) -> None:
    """Accept the commitments that were ticked, of those the page showed for the partner."""
    for line in page.promises:
        if line.id in accepted and not line.is_ours and line.is_proposed:
            kickoff_promises.accept(session, actor, line.id, now=now)


def _person(session: Session, link: ConfirmLink, name: str, now: datetime) -> Person:
    """Return a new person of that name: whoever bears it already did not type it."""
    person = Person(
        workspace_id=link.workspace_id,
        name=f"{name}{UNVERIFIED}",
        name_key=f"{name_key(name)} by link {link.id}",
        side=Side.THEIRS,
        partner_id=link.partner_id,
        checked_at=now,
    )
    session.add(person)
    session.flush()
    return person


def _tell(session: Session, held: Held, actor: Actor, link: ConfirmLink, now: datetime) -> None:
    action = f"kickoff.{link.answer}_by_link"
    record(session, actor, held.kickoff, action, now, after={"link": str(link.id)})
    message = answered(
        held.partner.name,
        name=actor.name.removesuffix(UNVERIFIED),
        role=link.role or "",
        yes=link.answer is LinkAnswer.CONFIRMED,
        reason=link.reason or "",
    )
    telling.tell_owner(
        session,
        held.partner,
        message,
        actor=actor,
        now=now,
        rule="kickoff_link",
        why=f"Somebody of {held.partner.name} answered the kickoff by a link.",
        subject=("kickoff", held.kickoff.id),
        instead=link.made_by,
    )


def _held(session: Session, link: ConfirmLink) -> Held:
    scope = {"workspace_id": link.workspace_id}
    kickoff = kickoffs.of_id(session, workspace_id=link.workspace_id, kickoff_id=link.kickoff_id)
    partner = partners.of_id(session, **scope, partner_id=link.partner_id)
    if kickoff is None or partner is None:
        raise LookupError(f"link {link.id} leads nowhere")
    return Held(kickoff, partner)
