"""A button somebody presses after somebody else settled the thing, and comments on promises."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.flows.commitments import changes as commitments
from bot.flows.commitments.repeats import settled_before
from bot.flows.errors import Refusal
from bot.flows.nudges import settling as nudges
from bot.rules.audience import Audience
from bot.rules.commitments import CommitmentState
from messages.ids import Action
from storage.commitments import Commitment
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import ChannelKind
from tests.factories import NOW, make_channel, make_commitment, make_nudge, make_outbox
from tests.ledger.conftest import Ledger

SETTLING = [
    "DONE",
    "MOVE",
    "BLOCK",
    "SNOOZE",
    "DECLINE",
    "COMMENT",
    "ACCEPT",
    "UNBLOCK",
    "START",
    "DROP",
]
LATER = NOW + timedelta(minutes=1)


def asked(session: Session, ledger: Ledger, row: Commitment, kind: ChannelKind) -> Outbox:
    channel = make_channel(session, ledger.acme, kind=kind)
    out = make_outbox(
        session,
        ledger.workspace,
        audience=Audience(kind.value),
        channel_id=channel.id,
        rule="late" if kind is ChannelKind.INTERNAL else "asked",
        subject_kind="commitment",
        subject_id=row.id,
        state=OutboxState.SENT,
        slack_channel_id=channel.slack_channel_id,
        slack_ts="1.1",
    )
    if kind is ChannelKind.INTERNAL:
        subject = ("commitment", row.id)
        make_nudge(session, ledger.workspace, subject=subject, outbox=out, rule="late_owner")
    return out


def rewrites(session: Session) -> list[Outbox]:
    return list(session.exec(select(Outbox).where(Outbox.kind == OutboxKind.UPDATE)))


@pytest.mark.parametrize("button", SETTLING)
def test_every_button_says_who_settled_it_first(
    session: Session, ledger: Ledger, button: str
) -> None:
    row = make_commitment(session, ledger.acme, owner=ledger.nadia)
    commitments.done(session, row, actor=ledger.acting(ledger.nadia), now=NOW)

    before = settled_before(session, row, Action[f"COMMITMENT_{button}"])

    assert before is not None
    assert before.outcome.startswith("Nadia Brooks marked *Send the deck* as done on")


@pytest.mark.parametrize("button", ["DONE", "MOVE", "BLOCK", "SNOOZE", "COMMENT", "START", "DROP"])
def test_while_it_is_open_every_button_does_its_work(
    session: Session, ledger: Ledger, button: str
) -> None:
    row = make_commitment(session, ledger.acme, owner=ledger.nadia)

    assert settled_before(session, row, Action[f"COMMITMENT_{button}"]) is None


def test_who_declines_what_was_accepted_meanwhile_reads_who_accepted_it(
    session: Session, ledger: Ledger
) -> None:
    row = make_commitment(session, ledger.acme, owner=ledger.nadia, state=CommitmentState.PROPOSED)
    commitments.accept(session, row, actor=ledger.acting(ledger.nadia), now=NOW)

    before = settled_before(session, row, Action.COMMITMENT_DECLINE)

    assert before is not None
    assert before.outcome.startswith("Nadia Brooks accepted *Send the deck*")


def test_blocked_twice_says_by_whom_and_what_for(session: Session, ledger: Ledger) -> None:
    row = make_commitment(session, ledger.acme, owner=ledger.nadia)
    actor = ledger.acting(ledger.nadia)
    commitments.block(session, row, kind="legal", unblocker="Ada", actor=actor, now=NOW)

    before = settled_before(session, row, Action.COMMITMENT_BLOCK)

    assert before is not None
    assert "as blocked (legal); Ada can clear it" in before.outcome


def test_a_message_answered_with_a_new_date_says_so_when_it_is_pressed_once_more(
    session: Session, ledger: Ledger
) -> None:
    row = make_commitment(session, ledger.acme, owner=ledger.nadia)
    out = asked(session, ledger, row, ChannelKind.INTERNAL)
    ref = (out.slack_channel_id or "", "1.1")
    where = {"workspace_id": ledger.workspace.id, "message_ref": ref, "subject_id": row.id}
    assert nudges.as_answered(session, **where, now=NOW) is None  # type: ignore[arg-type]

    commitments.move(
        session,
        row,
        to=row.due_on + timedelta(days=3),
        reason=None,
        actor=ledger.acting(ledger.nadia),
        now=NOW,
    )
    message = nudges.as_answered(session, **where, now=LATER)  # type: ignore[arg-type]

    assert message is not None
    assert message.text.startswith("*Send the deck*: got a new date by Nadia Brooks, <!date^")


def test_a_comment_stops_the_ladder_and_stands_in_our_message_alone(
    session: Session, ledger: Ledger
) -> None:
    row = make_commitment(session, ledger.acme, owner=ledger.nadia)
    ours = asked(session, ledger, row, ChannelKind.INTERNAL)
    asked(session, ledger, row, ChannelKind.SHARED)

    commitments.comment(
        session, row, text="They *stall* <again>", actor=ledger.acting(ledger.nadia), now=NOW
    )

    [rewrite] = rewrites(session)
    assert rewrite.updates_id == ours.id
    assert rewrite.payload["text"].startswith("Nadia Brooks about *Send the deck*, <!date^")
    assert rewrite.payload["text"].endswith(": They ∗stall∗ &lt;again&gt;")


def test_an_empty_comment_is_refused_under_its_field(session: Session, ledger: Ledger) -> None:
    row = make_commitment(session, ledger.acme, owner=ledger.nadia)

    with pytest.raises(Refusal) as refused:
        commitments.comment(session, row, text="  ", actor=ledger.acting(ledger.nadia), now=NOW)

    assert refused.value.block_id == "comment"
