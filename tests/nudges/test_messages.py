"""What holds for every nudge, within Slack's limits whatever people typed."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from messages.audience import Block, InternalMessage
from messages.internal import daily, late, slip
from messages.internal.nudge_forms import comment_form, snooze_form
from messages.internal.why import Item, Said, Why, why
from tests.nudges.examples import (
    AUGUST,
    GOAL,
    OWNER,
    PARTNER,
    facts,
    late_facts,
    lines_about,
    one_slip,
)
from tests.nudges.hostile import HOSTILE


def test_messages_name_the_workspaces_own_rest_between_two_of_the_same() -> None:
    messages = (
        slip.slip([facts()], partner="Acme", partner_id=PARTNER, owners=[], again_days=1),
        daily.daily(lines_about("Deck"), behind=0, person_id=PARTNER, again_days=1),
    )

    assert ["once in 1 day at most" in str(one.blocks) for one in messages] == [True, True]


def test_only_a_message_with_one_question_has_a_button_that_stands_out() -> None:
    def styles(message: InternalMessage) -> list[str]:
        found = [part for block in message.blocks for part in block.get("elements", [])]
        return [part["style"] for part in found if "style" in part]

    assert styles(one_slip(facts())) == ["primary"]
    assert styles(one_slip(facts(), facts(goal_id=UUID(int=3)))) == []
    assert styles(daily.daily(lines_about("Deck"), behind=0, person_id=PARTNER)) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_typed_every_message_stays_within_slacks_limits(text: str) -> None:
    many = [
        facts(metric=text, source=text, goal_id=UUID(int=number + 10), agreed=False)
        for number in range(40)
    ]
    messages = [
        slip.slip(many, partner=text, partner_id=PARTNER, owners=[OWNER]),
        late.late(late_facts(title=text, partner=text, promised_by=text)),
        daily.daily(lines_about(text), behind=90, person_id=PARTNER),
        why(
            Why(
                rule=text,
                facts=text,
                sent_at=datetime(2026, 8, 16, tzinfo=UTC),
                history=[Said(AUGUST, text, text, title=text, answer=text)] * 8,
                items=[Item(text, text)] * 7,
            )
        ),
    ]
    views = [
        daily.everything(lines_about(text, 200)).payload,
        comment_form(GOAL, text).payload,
        snooze_form(GOAL, text).payload,
    ]
    for message in messages:
        assert 0 < len(message.text) <= 4000
        check(message.blocks, most=50)
    for view in views:
        check(view["blocks"], most=100)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_people_typed_comes_out_live(text: str) -> None:
    message = slip.slip(
        [facts(metric=text, source=text)], partner=text, partner_id=PARTNER, owners=[OWNER]
    )
    awake = daily.awake_line(text, "active", text)
    everything = json.dumps([message.text, message.blocks, awake])

    assert "<!channel>" not in everything
    assert "<@U0EVIL>" not in everything
    assert "*bold*" not in everything


def check(blocks: list[Block], *, most: int) -> None:
    assert len(blocks) <= most
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert all(len(block_id) <= 255 for block_id in ids)
    for block in blocks:
        assert len(block.get("fields", [])) <= 10
        assert len(block.get("elements", [])) <= (10 if block["type"] == "context" else 25)
        if block["type"] == "section" and "text" in block:
            assert 0 < len(block["text"]["text"]) <= 3000
        for part in block.get("fields", []):
            assert 0 < len(part["text"]) <= 2000
