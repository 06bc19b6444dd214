"""Acting on a thing ends its nudges and rewrites what asked about it."""

from sqlmodel import Session, select

from bot.flows.commitments import changes as commitments
from bot.rules.audience import Audience
from storage.commitments import Commitment
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import ChannelKind
from tests.factories import NOW, make_channel, make_commitment, make_nudge, make_outbox
from tests.ledger.conftest import Ledger


def asked(
    session: Session, ledger: Ledger, *, state: OutboxState, audience: Audience
) -> tuple[Outbox, Commitment]:
    channel = make_channel(session, ledger.acme, kind=ChannelKind(audience.value))
    row = make_commitment(session, ledger.acme, owner=ledger.nadia)
    out = make_outbox(
        session,
        ledger.workspace,
        audience=audience,
        channel_id=channel.id,
        rule="late",
        subject_kind="commitment",
        subject_id=row.id,
        state=state,
        slack_channel_id=channel.slack_channel_id,
        slack_ts="1.1",
    )
    return out, row


def rewrites(session: Session) -> list[Outbox]:
    return list(session.exec(select(Outbox).where(Outbox.kind == OutboxKind.UPDATE)))


def test_what_was_not_sent_yet_is_not_sent(session: Session, ledger: Ledger) -> None:
    out, row = asked(session, ledger, state=OutboxState.PENDING, audience=Audience.INTERNAL)

    commitments.done(session, row, actor=ledger.acting(ledger.nadia), now=NOW)

    session.refresh(out)
    assert (out.state, out.reason) == (OutboxState.SKIPPED, "settled")
    assert rewrites(session) == []


def test_what_was_sent_is_rewritten_to_who_did_what(session: Session, ledger: Ledger) -> None:
    out, row = asked(session, ledger, state=OutboxState.SENT, audience=Audience.INTERNAL)

    commitments.done(session, row, actor=ledger.acting(ledger.nadia), now=NOW)

    [rewrite] = rewrites(session)
    assert rewrite.updates_id == out.id
    assert rewrite.audience is Audience.INTERNAL
    assert rewrite.payload["text"].startswith("Nadia Brooks marked *Send the deck* as done")


def test_a_shared_message_is_rewritten_as_shared(session: Session, ledger: Ledger) -> None:
    _, row = asked(session, ledger, state=OutboxState.SENT, audience=Audience.SHARED)

    commitments.done(session, row, actor=ledger.acting(ledger.nadia), now=NOW)

    [rewrite] = rewrites(session)
    assert rewrite.audience is Audience.SHARED


def test_the_clicked_message_is_left_to_the_listener(session: Session, ledger: Ledger) -> None:
    out, row = asked(session, ledger, state=OutboxState.SENT, audience=Audience.INTERNAL)

    commitments.done(
        session,
        row,
        actor=ledger.acting(ledger.nadia),
        now=NOW,
        clicked=(out.slack_channel_id or "", out.slack_ts or ""),
    )

    assert rewrites(session) == []


def test_the_nudge_says_when_and_how_it_was_answered(session: Session, ledger: Ledger) -> None:
    out, row = asked(session, ledger, state=OutboxState.SENT, audience=Audience.INTERNAL)
    nudge = make_nudge(session, ledger.workspace, subject=("commitment", row.id), outbox=out)

    commitments.start(session, row, actor=ledger.acting(ledger.nadia), now=NOW)

    assert (nudge.acted_at, nudge.action) == (NOW, "started")
