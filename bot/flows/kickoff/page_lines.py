"""The lines of a kickoff as both sides read them: topics, goals, commitments, and who said so."""

from collections.abc import Mapping
from uuid import UUID

from bot.flows.kickoff.facts import facts_of
from bot.flows.kickoff.holding import Held
from bot.rules.commitments import CommitmentState
from messages.render import Safe
from messages.shared.kickoff_page import (
    GoalLine,
    PromiseLine,
    ProposedChange,
    TopicLine,
    who,
)
from storage.commitments import Commitment
from storage.disagreements import Disagreement
from storage.goals import Goal
from storage.kickoffs import KickoffTopic
from storage.partners import Partner
from storage.people import Person, Side

CHANGES = "changes"  # in drafts: what the partner asked to change, by commitment
Crowd = Mapping[UUID, Person]


def topic_line(
    row: KickoffTopic,
    crowd: Crowd,
    differing: Disagreement | None,
    *,
    us: str,
    partner: str,
) -> TopicLine:
    """Return one topic; while both see it differently, with who said what."""
    return TopicLine(
        id=row.id,
        topic=row.topic,
        ours=row.ours,
        theirs=row.theirs,
        state=row.state,
        facts=facts_of(row, us=us, partner=partner),
        owner=_who(crowd, row.owner_id),
        due_on=row.due_on,
        is_confirmed=row.confirmed_at is not None,
        ours_by=name_in(crowd, differing.ours_by) if differing and row.ours else None,
        theirs_by=_for_them(crowd, differing.theirs_by, partner)
        if differing and row.theirs
        else None,
    )


def goal_line(goal: Goal, crowd: Crowd, partner: Partner) -> GoalLine:
    """Return one goal that came out of the kickoff."""
    return GoalLine(
        metric=goal.metric,
        unit=goal.unit,
        baseline=goal.baseline,
        target=goal.target,
        start_on=goal.start_on,
        due_on=goal.due_on,
        owner=_who(crowd, goal.owner_id),
        whose=goal.side.value,
        is_headline=goal.id == partner.headline_goal_id,
        is_agreed=goal.agreed_ours_on is not None and goal.agreed_theirs_on is not None,
    )


def promise_line(row: Commitment, crowd: Crowd, held: Held) -> PromiseLine:
    """Return one commitment that came out of the kickoff."""
    asked = held.kickoff.drafts.get(CHANGES, {}).get(str(row.id))
    change = None
    if asked is not None:
        due_on = row.due_on.fromisoformat(asked["due_on"])
        change = ProposedChange(asked["title"], due_on, asked["name"])
    # Whoever accepted it did not also finish it, block it or give it up.
    stands = row.state is CommitmentState.ACCEPTED and row.side is Side.THEIRS
    by = row.accepted_by if stands else None
    return PromiseLine(
        id=row.id,
        title=row.title,
        owner=_who(crowd, row.owner_id),
        due_on=row.due_on,
        is_ours=row.side is Side.OURS,
        state=row.state.words,
        is_proposed=row.state is CommitmentState.PROPOSED,
        settled_by=_for_them(crowd, by, held.partner.name) if by else None,
        reason=row.close_reason,
        change=change if row.state is CommitmentState.PROPOSED else None,
    )


def name_in(crowd: Crowd, person_id: UUID | None) -> str:
    """Return the name of one of the people the kickoff speaks of."""
    person = crowd.get(person_id) if person_id else None
    return person.name if person else "somebody"


def _who(crowd: Crowd, person_id: UUID | None) -> Safe:
    person = crowd.get(person_id) if person_id else None
    return who(person.slack_user_id, person.name) if person else who(None, None)


def _for_them(crowd: Crowd, person_id: UUID | None, partner: str) -> str:
    """Return who spoke for the partner; one of ours did so on their behalf, and it says so."""
    person = crowd.get(person_id) if person_id else None
    if person is not None and person.side is Side.OURS:
        return f"{person.name} for {partner}"
    return name_in(crowd, person_id)
