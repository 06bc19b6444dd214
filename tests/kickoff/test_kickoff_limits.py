"""Every view and message of a kickoff keeps Slack's limits, whatever people type."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from bot.rules.kickoff import STEPS, Topic, TopicState
from messages.internal.kickoff_draft import Draft
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
    change_replaced,
    decline_promise,
    half_changed,
    in_full,
    promise_declined,
    their_half,
)
from messages.shared.kickoff_fields import (
    FACTS,
    FIRST_ROWS,
    Cell,
    Fact,
    Part,
    Plan,
    field,
    marks,
    row_field,
)
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
from tests.slack_limits import check_message, check_shown

HOSTILE = (
    "<!channel> <@U0EVIL> *bold* _it_ ~no~ `code` :tada: <https://evil.test|click> & > \u202e\u200b"
    "\n> quote\n```x``` @here &lt;!here&gt; "
)
LONG = (HOSTILE * 40)[:1000]
TODAY = date(2026, 11, 25)


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
    fields |= dict.fromkeys((Plan.OUR_SPONSOR, Plan.ESCALATION), "U0ABC")
    fields[field(Topic.K9, Fact.EXPLAINED_BY)] = "U0ABC"
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

    check_shown(step_view(facts))


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_step_is_shown_empty_at_first(step: int) -> None:
    draft = Draft("Acme", {}, TODAY, "U0NADIA")

    check_shown(step_view(StepFacts(UUID(int=1), step, 0, draft)))


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_alone_keeps_the_limits(topic: Topic) -> None:
    draft = full_draft(TopicState.DECLINED)
    held = {name: words for name, words in draft.fields.items() if name.startswith(f"{topic.key}.")}

    check_shown(topic_view(topic, uuid4(), draft, shown=marks(held)))


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("can_answer", [True, False])
def test_the_summary_of_ten_long_topics_keeps_the_limits(
    confirmed: bool, shared: bool, can_answer: bool
) -> None:
    message = summary(page(confirmed=confirmed, shared=shared), can_answer=can_answer)

    check_message(message)


def test_the_forms_of_the_partner_keep_the_limits() -> None:
    check_shown(their_half(page()))
    check_shown(in_full(page(), may_edit=True, may_answer=True))
    check_shown(change_promise(uuid4(), title=LONG[:250], due_on=TODAY))
    check_shown(decline_promise(uuid4(), title=LONG[:250]))
    check_shown(choose_partner(partner=(uuid4(), LONG)))
    check_shown(saved_view(LONG))
    options = partner_options([(uuid4(), LONG)] * 200)
    assert len(options) == 100


def test_what_our_owner_is_told_keeps_the_limits() -> None:
    for message in (
        change_asked(
            uuid4(), who=LONG[:120], partner=LONG[:120], title=LONG, to=LONG, due_on=TODAY
        ),
        half_changed(LONG[:120], LONG[:120], list(Topic)),
        promise_declined(LONG[:120], LONG[:120], title=LONG[:250], reason=LONG[:500]),
        change_answered(LONG[:250], who=LONG[:120], agreed=True),
        change_replaced(LONG[:250], who=LONG[:120]),
        submitted(LONG[:120], goals=1, promises=2, unsettled=3, has_shared_channel=False),
    ):
        check_message(message)
