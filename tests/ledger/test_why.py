"""Why a message went out: the rule, the facts, and what was said and answered before, in words."""

from datetime import date

import pytest
from sqlmodel import Session

from bot.flows.daily import message as daily
from bot.flows.nudges import answers as nudge_answers
from bot.flows.nudges import rule_words
from bot.flows.nudges.why import why
from bot.rules.audience import Audience
from bot.rules.defaults import DEFAULTS
from bot.rules.nudging import Step
from messages.audience import InternalMessage
from storage.goals import Goal
from storage.outbox import Outbox, OutboxState
from tests.factories import (
    NOW,
    make_channel,
    make_goal,
    make_nudge,
    make_outbox,
    make_partner,
    make_reading,
)
from tests.ledger.conftest import Ledger


def asked_about(
    session: Session, ledger: Ledger, goal: Goal, *, ts: str, rule: str = "slip_off_track"
) -> Outbox:
    channel = make_channel(session, ledger.acme, slack_channel_id=f"C{ts[0]}")
    out = make_outbox(
        session,
        ledger.workspace,
        audience=Audience.INTERNAL,
        channel_id=channel.id,
        rule="slip",
        why="Acme: Won value 20,000 USD (off track)",
        state=OutboxState.SENT,
        slack_channel_id=channel.slack_channel_id,
        slack_ts=ts,
    )
    make_nudge(
        session,
        ledger.workspace,
        subject=("goal", goal.id),
        rule=rule,
        outbox=out,
        recipient=ledger.nadia,
    )
    return out


def of(session: Session, ledger: Ledger, out: Outbox) -> InternalMessage:
    ref = (out.slack_channel_id or "", out.slack_ts or "")
    return why(session, ledger.acting(ledger.nadia), ref=ref, now=NOW)


def test_what_was_said_before_is_told_in_plain_words_with_the_answer(
    session: Session, ledger: Ledger
) -> None:
    goal = make_goal(session, ledger.acme, owner=ledger.nadia)
    asked_about(session, ledger, goal, ts="1.1")
    nudge_answers.comment(
        session, ledger.acting(ledger.nadia), goal.id, text="They\npay <Friday>", now=NOW
    )
    again = asked_about(session, ledger, goal, ts="2.2")

    said = of(session, ledger, again)

    assert "its number fell far behind its pace" in said.text
    assert "(commented by Nadia Brooks: “They pay &lt;Friday&gt;”)" in said.text
    assert "the same thing once in 7 days" in str(said.blocks)


def test_goals_of_several_partners_are_named_with_their_partner(
    session: Session, ledger: Ledger
) -> None:
    globex = make_partner(session, ledger.workspace, name="Globex", owner=ledger.nadia)
    goals = [make_goal(session, one, owner=ledger.nadia) for one in (ledger.acme, globex)]
    earlier, morning = (asked_about(session, ledger, goals[0], ts=f"{one}.1") for one in (1, 2))
    morning.rule = daily.RULE
    make_nudge(
        session,
        ledger.workspace,
        subject=("goal", goals[1].id),
        rule="pace_at_risk",
        outbox=morning,
        recipient=ledger.nadia,
    )

    said = of(session, ledger, morning).text

    assert earlier.id != morning.id
    assert "• Acme: Won value: its number fell far behind its pace\n" in said
    assert "• Globex: Won value: its number fell a little behind its pace\n" in said
    assert "to Nadia Brooks: Acme: Won value: its number fell far" in said


@pytest.mark.parametrize(
    "rule", ["slip_off_track", "pace_off_track"], ids=["in the channel", "in the daily message"]
)
def test_a_newer_reading_in_another_band_is_named_beside_the_one_it_was_judged_by(
    session: Session, ledger: Ledger, rule: str
) -> None:
    goal = make_goal(session, ledger.acme, owner=ledger.nadia)
    make_reading(session, goal, value="57000", as_of=date(2026, 11, 18))
    make_reading(session, goal, value="20000", as_of=date(2026, 11, 22))
    asked = asked_about(session, ledger, goal, ts="1.1", rule=rule)
    before = of(session, ledger, asked)
    make_reading(session, goal, value="50000", as_of=date(2026, 11, 24))

    after = of(session, ledger, asked)

    assert "newer reading" not in before.text
    assert (
        "*Numbers with a newer reading*\n"
        "• Acme: Won value was judged by 20,000 USD as of Sun 22 Nov 2026: off track. "
        "Its newest reading is 50,000 USD as of Tue 24 Nov 2026: at risk.\n"
        "What was said stands until a reading is back on its pace, or 2 in a row are better.\n"
    ) in after.text


def test_once_it_was_answered_no_reading_is_named_beside_it(
    session: Session, ledger: Ledger
) -> None:
    goal = make_goal(session, ledger.acme, owner=ledger.nadia)
    make_reading(session, goal, value="20000", as_of=date(2026, 11, 22))
    asked = asked_about(session, ledger, goal, ts="1.1")
    make_reading(session, goal, value="50000", as_of=date(2026, 11, 24))
    nudge_answers.comment(session, ledger.acting(ledger.nadia), goal.id, text="On it", now=NOW)

    assert "newer reading" not in of(session, ledger, asked).text


@pytest.mark.parametrize(
    "rule",
    ["slip_off_track", "pace_at_risk", "pace_missed", "due_soon", "late_still", "blocked"]
    + ["agree", "ask", "ask_unanswered", "quiet", "qbr", "kickoff_first", "topic_due"]
    + [f"late_{step}" for step in Step],
)
def test_every_kind_of_nudge_has_words_of_its_own(rule: str) -> None:
    assert rule_words.about(rule) not in {rule, rule.replace("_", " ")}


@pytest.mark.parametrize(
    "rule", ["kickoff_summary", "kickoff_changed", "kickoff_confirmed", "kickoff_settled"]
)
def test_every_message_about_a_kickoff_has_a_rule_in_words(rule: str) -> None:
    assert rule_words.rule(rule, DEFAULTS) != f"{rule.replace('_', ' ')}."


def test_a_rule_names_the_numbers_of_the_workspace() -> None:
    assert "its owner hears after 1, the" in rule_words.rule("late", DEFAULTS)
    assert "14 days before" in rule_words.rule("qbr_summary", DEFAULTS)
