"""A full workspace: three partners alike, each with something in every table."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, select

from bot.flows.goals import their_goals
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff.submit import submit
from bot.flows.people.identity import actor_of
from bot.rules.commitments import CommitmentState
from bot.rules.endings import Ending
from bot.rules.kickoff import STEPS, Topic
from messages.shared.kickoff_fields import Cell, Part, row_field
from messages.shared.kickoff_fields import field as field_of
from storage import kickoffs
from storage.commitments import Commitment, CommitmentMove
from storage.goals import GoalState
from storage.partners import Channel, ChannelKind, Partner
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    TODAY,
    make_commitment,
    make_goal,
    make_opportunity,
    make_partner,
    make_qbr,
    make_reading,
    make_touch,
)
from tests.kickoff.cast import Cast, typed
from tests.leaks import ours_alone
from tests.leaks.ledgers import QBR_ON, SHARED_OF, Ledger
from tests.leaks.marks import mark

# Both are in C0SHARED, which is the first one's.
COMPANIES = {"a": "T0ACME", "b": "T0BRAVO"}


def fill(
    session: Session, workspace: Workspace, people: dict[str, Person], channels: list[str]
) -> dict[str, Ledger]:
    """Make the three; of ``channels`` all but the shared one were meant for our people alone."""
    workspace.name = f"Northwind {mark('n')}"
    made = {}
    for letter in ("a", "b", "c"):
        held = Ledger(letter)
        owner = people["owner"]
        partner = make_partner(
            session,
            workspace,
            name=f"{mark('s', letter)} Ltd",
            owner=owner,
            sponsor=people["member"],
            signed_on=TODAY - timedelta(days=60),
            slack_team_id=COMPANIES.get(letter),
        )
        held.put("partner", partner)
        _channels(session, held, partner, channels if letter == "a" else [])
        theirs = people.get({"a": "outside", "b": "other"}.get(letter, ""))
        if theirs is not None:
            held.put("person", theirs)
            theirs.partner_id, theirs.side = partner.id, Side.THEIRS
            session.add(theirs)
        _ledger(session, held, partner, owner, theirs)
        _kickoff(session, held, workspace, partner, people, theirs)
        ours_alone.add(session, held, workspace, partner, people)
        if letter in SHARED_OF:
            their_goals.ask(session, actor_of(owner), held["asked_goal"], now=NOW)
        made[letter] = held
    guest = people["guest"]
    guest.partner_id, guest.side = made["a"]["partner"], Side.THEIRS
    session.add(guest)
    return made


def _channels(session: Session, held: Ledger, partner: Partner, slack_ids: list[str]) -> None:
    kinds = dict.fromkeys(slack_ids, ChannelKind.INTERNAL)
    if held.letter in SHARED_OF:
        kinds[SHARED_OF[held.letter]] = ChannelKind.SHARED
    for slack_id, kind in kinds.items():
        row = Channel(
            workspace_id=partner.workspace_id,
            partner_id=partner.id,
            slack_channel_id=slack_id,
            kind=kind,
        )
        session.add(row)
        session.flush()
        held.put(slack_id, row)


def _ledger(
    session: Session, held: Ledger, partner: Partner, owner: Person, theirs: Person | None
) -> None:
    word: Callable[[], str] = lambda: mark("s", held.letter)  # noqa: E731
    states = {
        "commitment": (CommitmentState.ACCEPTED, owner, Side.OURS, TODAY - timedelta(days=9)),
        "due": (CommitmentState.ACCEPTED, owner, Side.OURS, TODAY),
        "theirs": (CommitmentState.PROPOSED, theirs, Side.THEIRS, TODAY + timedelta(days=5)),
        "their_late": (CommitmentState.ACCEPTED, theirs, Side.THEIRS, TODAY - timedelta(days=4)),
        "blocked": (CommitmentState.BLOCKED, owner, Side.OURS, TODAY + timedelta(days=2)),
        "done": (CommitmentState.DONE, owner, Side.OURS, TODAY - timedelta(days=20)),
        "declined": (CommitmentState.DECLINED, theirs, Side.THEIRS, TODAY - timedelta(days=3)),
    }
    for name, (state, who, side, due_on) in states.items():
        row = make_commitment(
            session,
            partner,
            title=f"Send {word()}",
            owner=who,
            state=state,
            side=side,
            due_on=due_on,
            test_of_done=f"When {word()}",
            permalink=f"https://northwind.example/archives/{word()}",
            blocked_kind="legal" if state is CommitmentState.BLOCKED else None,
            blocked_on=TODAY if state is CommitmentState.BLOCKED else None,
            unblocker=word(),
            done_on=due_on if state is CommitmentState.DONE else None,
            closed_at=NOW if state in {CommitmentState.DONE, CommitmentState.DECLINED} else None,
            close_reason=word(),
        )
        held.put(name, row)
        session.add(
            CommitmentMove(
                workspace_id=partner.workspace_id,
                commitment_id=row.id,
                from_on=due_on,
                to_on=due_on,
                before_due=True,
                reason=word(),
                moved_at=NOW,
            )
        )
    agreed = make_goal(session, partner, metric=f"won {word()}", unit="USD", owner=owner)
    held.put("goal", agreed)
    partner.headline_goal_id, partner.rhythm = agreed.id, word()
    make_reading(session, agreed, value="1000", source=f"by {word()}", note="x")
    # Not agreed, and nobody was asked: until then it is our own idea.
    draft = make_goal(session, partner, metric=f"hoped {mark('i', held.letter)}", agreed=False)
    draft.owner_id, draft.agreed_ours_on = owner.id, TODAY
    held.put("draft_goal", draft)
    asked = make_goal(session, partner, metric=f"asked {word()}", agreed=False, owner=owner)
    asked.agreed_ours_on = TODAY
    held.put("asked_goal", asked)
    ended = make_goal(session, partner, metric=f"ended {word()}", state=GoalState.CLOSED)
    ended.ending, ended.close_reason, ended.closed_at = Ending.NOT_REACHED, word(), NOW
    held.put("closed_goal", ended)
    make_opportunity(session, partner, account=word(), product=word())
    make_touch(session, partner, contact="x", source_ref=mark("i", held.letter))
    held.put("qbr", make_qbr(session, partner, held_on=QBR_ON))


def _kickoff(
    session: Session,
    held: Ledger,
    workspace: Workspace,
    partner: Partner,
    people: dict[str, Person],
    theirs: Person | None,
) -> None:
    owner, member = actor_of(people["owner"]), people["member"]
    kind = "i" if held.letter == "c" else "s"  # that of C is a draft still
    who = Cast(workspace, partner, owner, member, owner, owner, None, None)
    said = {
        name: f"{value} {mark(kind, held.letter)}" if value.startswith(("We", "They")) else value
        for name, value in typed(who).items()
    }
    for topic in (Topic.K6, Topic.K10, Topic.K3):
        said[row_field(topic, 1, Cell.TITLE)] = f"Do {mark(kind, held.letter)}"
    said[row_field(Topic.K10, 1, Cell.OWNER_NAME)] = theirs.name if theirs else "Kim Oh"
    said[row_field(Topic.K2, 1, Cell.METRIC)] = f"reach {mark(kind, held.letter)}"
    said[field_of(Topic.K7, Part.STATE)] = "differs"
    said[field_of(Topic.K7, Part.REASON)] = f"Not so {mark('i', held.letter)}"
    said[field_of(Topic.K7, Part.OWNER)] = owner.slack_user_id
    said[field_of(Topic.K7, Part.DUE)] = "2026-12-09"
    row = kickoff.open_for(session, owner, partner.id, now=NOW).kickoff
    held.put("kickoff", row)
    for each in kickoffs.topics_of(session, workspace_id=workspace.id, kickoff_id=row.id):
        held.put(each.topic.key, each)
    for step in range(1, 3 if held.letter == "c" else len(STEPS) + 1):
        saved = kickoff.leave(
            session, owner, row.id, step=step, fields=said, seen_version=row.version, now=NOW
        )
        assert saved.errors == {}, saved.errors
    if held.letter == "c":
        return
    finished = submit(session, owner, row.id, now=NOW)
    assert not finished.errors, finished.errors
    for promise in session.exec(select(Commitment).where(Commitment.kickoff_id == row.id)):
        held.put(f"promised_{promise.side.value}", promise)
