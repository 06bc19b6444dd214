"""What somebody means by a number, a few words of a title, or a metric's name."""

from collections.abc import Sequence
from difflib import get_close_matches
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import partner_for
from bot.flows.actors import Actor
from bot.flows.commitments import changes as commitment_flow
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goal_flow
from bot.flows.people import memory
from bot.rules.policy import Who
from storage import commitments, goals, partners
from storage.commitments import Commitment
from storage.goals import Goal
from storage.partners import Partner, PartnerName, name_key

CLOSE_ENOUGH = 0.6
SURE = 0.75
LONGEST_NAME_WORDS = 8
PART = 3  # letters that tell a title by any part of it; fewer have to be a word of it
START = 4  # letters that tell a partner by the first words of its name


def commitment(
    session: Session, actor: Actor, typed: str, *, partner_id: UUID | None
) -> Commitment:
    """Return the open commitment meant by its number in the last list, or by its title.

    Titles are looked for among what is on the actor, and what is open with the partner.
    Raises Refusal when none or several fit.
    """
    text = typed.strip().lstrip("#").rstrip(".")
    if not text:
        raise Refusal("Say which one, by its number or part of its name: /partner done 2")
    if text.isascii() and text.isdigit():
        number = int(text[:6])
        return commitment_flow.of(session, actor, memory.listed(session, actor, number))
    rows = {row.id: row for row in _within_reach(session, actor, partner_id)}
    named = [(name_key(row.title), row.title, row.id) for row in rows.values()]
    return commitment_flow.of(session, actor, _one(text, named, "commitment"))


def goal(session: Session, actor: Actor, partner_id: UUID, typed: str) -> Goal:
    """Return the partner's goal for that metric; without a name the only one there is.

    Raises Refusal when none or several fit, or it is not for this person to act on.
    """
    partner = partner_for(session, actor, partner_id, who=Who.READER)
    return goal_flow.of(session, actor, _goal_meant(session, partner, typed))


def _goal_meant(session: Session, partner: Partner, typed: str) -> UUID:
    rows = goals.of_partner(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    if not rows:
        raise Refusal(f"There is no open goal with {partner.name}. /partner goal adds one.")
    if not typed.strip():
        if len(rows) == 1:
            return rows[0].id
        names = ", ".join(dict.fromkeys(row.metric for row in rows[:5]))
        raise Refusal(f"Say which number it is: {names}.")
    # Of several windows of one metric the one that is due last is being reported on.
    newest = {row.metric_key: row for row in rows}
    named = [(row.metric_key, row.metric, row.id) for row in newest.values()]
    return _one(typed, named, "goal")


def leading_partner(
    session: Session, actor: Actor, words: Sequence[str]
) -> tuple[PartnerName | None, int]:
    """Return the partner whose name the words begin with, and how many words that takes.

    The longest name wins; the first words of only one name do as well ("Acme" of "Acme
    Corporation"), so that a number never goes to this channel's partner under another's name.
    """
    only = None if actor.is_internal else actor.partner_id
    known = partners.names(session, workspace_id=actor.workspace_id, only=only)
    by_key = {one.key: one for one in known}
    for count in range(min(len(words), LONGEST_NAME_WORDS), 0, -1):
        found = by_key.get(name_key(" ".join(words[:count])))
        if found is not None:
            return found, count
    for count in range(min(len(words), LONGEST_NAME_WORDS), 0, -1):
        start = name_key(" ".join(words[:count]))
        begun = [one for one in known if one.key.startswith(f"{start} ")]
        if len(begun) == 1 and len(start) >= START:
            return begun[0], count
    return None, 0


def near_partner(session: Session, actor: Actor, word: str) -> str | None:
    """Return the partner's name that ``word`` surely is a slip of the keyboard for."""
    if not actor.is_internal:
        return None
    known = partners.names(session, workspace_id=actor.workspace_id)
    near = get_close_matches(name_key(word), [one.key for one in known], n=1, cutoff=SURE)
    return next((one.name for one in known if near and one.key == near[0]), None)


def _within_reach(session: Session, actor: Actor, partner_id: UUID | None) -> list[Commitment]:
    rows = commitments.open_owned_by(
        session, workspace_id=actor.workspace_id, person_id=actor.person_id
    )
    if partner_id is not None:
        rows += commitments.of_partner(
            session, workspace_id=actor.workspace_id, partner_id=partner_id
        )
    return [row for row in rows if commitment_flow.is_shown(row, actor)]


def _one(typed: str, named: Sequence[tuple[str, str, UUID]], kind: str) -> UUID:
    """Return the id of the one whose key fits what was typed."""
    key = name_key(typed)
    exact = [each for each in named if each[0] == key]
    fitting = exact or [each for each in named if _is_part(key, each[0])]
    if len(fitting) == 1:
        return fitting[0][2]
    if fitting:
        titles = " or ".join(f"“{title}”" for _, title, _ in fitting[:3])
        raise Refusal(f"That could be {titles}. Type more of it.")
    near = get_close_matches(key, [each[0] for each in named], n=1, cutoff=CLOSE_ENOUGH)
    if near:
        title = next(title for known, title, _ in named if known == near[0])
        raise Refusal(f"I find no {kind} “{typed}”. Did you mean “{title}”?")
    raise Refusal(f"I find no open {kind} “{typed}”.")


def _is_part(key: str, title: str) -> bool:
    return key in title if len(key) >= PART else key in title.split()
