"""Every view and message of a kickoff keeps Slack's limits, whatever people type."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from bot.rules.kickoff import STEPS, Topic, TopicState
from messages.internal.kickoff_blocks import Draft
from messages.internal.kickoff_steps import (
    StepFacts,
    choose_partner,
    partner_options,
    saved_view,
    step_view,
    topic_view,
)
from messages.render import escape
from messages.shared.kickoff_changes import (
    change_answered,
    change_asked,
    change_promise,
    decline_promise,
    half_changed,
    in_full,
    their_half,
)
from messages.shared.kickoff_fields import FACTS, FIRST_ROWS, Cell, Part, Plan, field, row_field
from messages.shared.kickoff_page import (
    Confirmation,
    GoalLine,
    KickoffPage,
    PromiseLine,
    ProposedChange,
    TopicLine,
    who,
)
from messages.shared.kickoff_submitted import submitted
from messages.shared.kickoff_summary import summary
from tests.factories import NOW

HOSTILE = (
    "<!channel> <@U0EVIL> *bold* _it_ ~no~ `code` :tada: <https://evil.test|click> & > \u202e\u200b"
    "\n> quote\n```x``` @here &lt;!here&gt; "
)
LONG = (HOSTILE * 40)[:1000]
TODAY = date(2026, 11, 25)
TEXTS = {"section": 3000, "header": 150, "context": 2000}
MOST_TEXT = 13_000  # Slack answers msg_blocks_too_long a little above this


def every(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from every(part)
    elif isinstance(node, list):
        for part in node:
            yield from every(part)


def check_blocks(blocks: list[dict[str, Any]], most: int) -> None:
    assert 0 < len(blocks) <= most
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    for block in blocks:
        if block["type"] in TEXTS and "text" in block:
            assert 0 < len(block["text"]["text"]) <= TEXTS[block["type"]]
        if block["type"] == "actions":
            actions = [element["action_id"] for element in block["elements"]]
            assert len(actions) == len(set(actions))
            assert 0 < len(actions) <= 25
    for node in every(blocks):
        check_node(node)


def check_node(node: dict[str, Any]) -> None:
    match node.get("type"):
        case "mrkdwn":
            assert node["verbatim"] is True
            check_mrkdwn(node["text"])
        case "plain_text":
            assert "\u202e" not in node["text"]
        case "button":
            assert len(node["text"]["text"]) <= 75
            assert len(node["value"]) <= 2000
        case "static_select":
            options = node["options"]
            assert 0 < len(options) <= 100
            assert all(len(option["value"]) <= 150 for option in options)
            assert all(0 < len(option["text"]["text"]) <= 75 for option in options)
            assert node.get("initial_option", options[0]) in options
        case "plain_text_input":
            assert len(node.get("initial_value", "")) <= node["max_length"] <= 3000


def check_mrkdwn(text: str) -> None:
    for live in ("<!channel>", "<!here>", "<@U0EVIL>", "<https://evil", ":tada:", "\u202e", "```"):
        assert live not in text
    assert "*bold*" not in text


def check_view(view: dict[str, Any]) -> None:
    check_blocks(view["blocks"], 100)
    assert len(view["title"]["text"]) <= 24
    assert len(view["private_metadata"]) <= 3000
    assert len(json.dumps(view)) < 250_000
    assert "U0EVIL" not in view["private_metadata"]
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    assert ("submit" in view) == bool(inputs)
    assert all(len(block["label"]["text"]) <= 2000 for block in inputs)


def full_draft(state: TopicState) -> Draft:
    fields: dict[str, str] = {}
    for topic in Topic:
        fields |= {field(topic, part): LONG for part in Part}
        fields |= {field(topic, fact): LONG for fact in FACTS.get(topic, ())}
        fields[field(topic, Part.STATE)] = state.value
        fields[field(topic, Part.OWNER)] = "U0ABC"
        fields[field(topic, Part.DUE)] = "2026-12-01"
        if topic in FIRST_ROWS:
            for number in range(1, 5):
                fields |= {row_field(topic, number, cell): LONG for cell in Cell}
                fields[row_field(topic, number, Cell.OWNER)] = "U0ABC"
    fields |= dict.fromkeys(Plan, LONG)
    return Draft(LONG, fields, TODAY, "U0NADIA")


def page(*, confirmed: bool = False, shared: bool = True) -> KickoffPage:
    promises = [
        PromiseLine(
            id=uuid4(),
            title=LONG[:250],
            owner=who(None, LONG[:120]),
            due_on=TODAY,
            is_ours=number >= 8,
            state="proposed",
            is_proposed=True,
            reason=LONG[:500],
            change=ProposedChange(LONG[:250], TODAY, LONG[:100]) if number % 2 else None,
        )
        for number in range(12)
    ]
    return KickoffPage(
        id=uuid4(),
        us=LONG[:120],
        partner=LONG[:120],
        submitted_by=LONG[:120],
        submitted_at=NOW,
        waiting_days=3,
        confirmation=Confirmation(LONG[:100], NOW, on_behalf=True) if confirmed else None,
        has_shared_channel=shared,
        agreed=4,
        topics=tuple(
            TopicLine(
                id=uuid4(),
                topic=topic,
                ours=LONG,
                theirs=LONG,
                state=TopicState.OPEN,
                facts=(("Level we want", escape(LONG)), ("Level they want", escape(LONG))),
                owner=who(None, LONG[:120]),
                due_on=TODAY,
                is_confirmed=False,
            )
            for topic in Topic
        ),
        goals=tuple(
            GoalLine(
                LONG[:120],
                "USD",
                Decimal(0),
                Decimal("99999999999999.1234"),
                TODAY,
                TODAY,
                who(None, LONG[:120]),
                "joint",
                is_headline=number == 0,
                is_agreed=False,
            )
            for number in range(4)
        ),
        promises=tuple(promises),
        people=tuple(("Roles", escape(LONG[:300])) for _ in range(5)),
        next_qbr=TODAY,
    )


@pytest.mark.parametrize("state", list(TopicState))
@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_step_keeps_the_limits_with_all_rows_and_hostile_words(
    step: int, state: TopicState
) -> None:
    facts = StepFacts(UUID(int=1), step, 99999, full_draft(state), notice=LONG)

    check_view(step_view(facts).payload)


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_step_is_shown_empty_at_first(step: int) -> None:
    draft = Draft("Acme", {}, TODAY, "U0NADIA")

    check_view(step_view(StepFacts(UUID(int=1), step, 0, draft)).payload)


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_alone_keeps_the_limits(topic: Topic) -> None:
    check_view(topic_view(topic, uuid4(), full_draft(TopicState.DECLINED)).payload)


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("can_answer", [True, False])
def test_the_summary_of_ten_long_topics_keeps_the_limits(
    confirmed: bool, shared: bool, can_answer: bool
) -> None:
    message = summary(page(confirmed=confirmed, shared=shared), can_answer=can_answer)

    check_blocks(message.blocks, 50)
    check_mrkdwn(message.text)
    assert len(message.text) <= 4000
    words = sum(
        len(node["text"]) for node in every(message.blocks) if isinstance(node.get("text"), str)
    )
    assert words <= MOST_TEXT


def test_the_forms_of_the_partner_keep_the_limits() -> None:
    check_view(their_half(page()).payload)
    check_view(in_full(page(), may_edit=True, may_answer=True).payload)
    check_view(change_promise(uuid4(), title=LONG[:250], due_on=TODAY).payload)
    check_view(decline_promise(uuid4(), title=LONG[:250]).payload)
    check_view(choose_partner(partner=(uuid4(), LONG)).payload)
    check_view(saved_view(LONG).payload)
    options = partner_options([(uuid4(), LONG)] * 200)
    assert len(options) == 100


def test_what_our_owner_is_told_keeps_the_limits() -> None:
    for message in (
        change_asked(
            uuid4(), who=LONG[:120], partner=LONG[:120], title=LONG, to=LONG, due_on=TODAY
        ),
        half_changed(LONG[:120], LONG[:120], list(Topic)),
        change_answered(LONG[:250], who=LONG[:120], agreed=True),
        submitted(LONG[:120], goals=1, promises=2, unsettled=3, has_shared_channel=False),
    ):
        check_blocks(message.blocks, 50)
        check_mrkdwn(message.text)
        assert len(message.text) <= 4000
