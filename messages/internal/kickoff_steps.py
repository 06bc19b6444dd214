"""Our kickoff modal: choosing the partner, the four steps, one topic alone, and the way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bot.rules.kickoff import STEP_TITLES, STEPS, Topic
from messages.audience import Block, InternalView
from messages.ids import Action, Callback
from messages.inputs import (
    date_input,
    external_select,
    input_block,
    select,
    text_input,
    users_select,
)
from messages.internal.kickoff_blocks import topic_blocks
from messages.internal.kickoff_draft import Draft
from messages.parts import (
    Element,
    actions,
    button,
    context,
    divider,
    header,
    modal,
    option,
    section,
)
from messages.render import render
from messages.shared.kickoff_fields import (
    LAST_STEP,
    LONGEST_ANSWER,
    LONGEST_LINE,
    RHYTHMS,
    SHOWN,
    Plan,
)

CHOSEN_PARTNER = "kickoff.partner"
_ACTION = "value"
_ESCALATION = "The only one I ever escalate to, read by our side only. With nobody: our sponsor."


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step of a kickoff to be shown. ``notice`` is a sentence put on top of it."""

    kickoff_id: UUID
    step: int
    version: int
    draft: Draft
    notice: str | None = None


def choose_partner(*, partner: tuple[UUID, str] | None = None) -> InternalView:
    """Ask which partner the kickoff is with."""
    initial = option(partner[1], str(partner[0])) if partner else None
    menu = external_select(Action.KICKOFF_PARTNER, initial=initial, placeholder="Find a partner")
    intro = section(render("kickoff_choose"))
    blocks = [intro, input_block(CHOSEN_PARTNER, "Partner", menu)]
    return InternalView(modal(Callback.KICKOFF_CHOOSE, "Kickoff", blocks, submit="Next"))


def partner_options(partners: list[tuple[UUID, str]]) -> list[Element]:
    """Return the partners offered in the menu, at most a hundred."""
    return [option(name, str(partner_id)) for partner_id, name in partners[:100]]


def step_view(facts: StepFacts) -> InternalView:
    """Show one step, filled with what was typed before."""
    blocks = _top(facts)
    for topic in STEPS[facts.step - 1]:
        blocks += [divider(), *topic_blocks(topic, facts.draft)]
    if facts.step == LAST_STEP:
        blocks += [divider(), *_plan(facts.draft)]
    private = {"kickoff": facts.kickoff_id, "step": facts.step, "version": facts.version}
    submit = "Finish" if facts.step == LAST_STEP else "Next"
    return InternalView(
        modal(
            Callback.KICKOFF_STEP,
            f"Kickoff, step {facts.step} of {LAST_STEP}",
            blocks,
            submit=submit,
            private=private,
        )
    )


def saved_view(partner: str) -> InternalView:
    """Say that the kickoff is kept and how to go on."""
    blocks = [section(render("kickoff_saved", partner=partner))]
    return InternalView(modal(Callback.KICKOFF_STEP, "Kickoff saved", blocks, close="Close"))


def topic_view(
    topic: Topic, topic_id: UUID, draft: Draft, *, shown: Mapping[str, str]
) -> InternalView:
    """Show one topic alone, to settle or change it after the kickoff.

    ``shown`` are the marks of what the form held when it was opened.
    """
    private = {"topic": topic_id, SHOWN: shown}
    blocks = topic_blocks(topic, draft, with_rows=False)
    return InternalView(
        modal(Callback.KICKOFF_TOPIC, topic.title, blocks, submit="Save", private=private)
    )


def _top(facts: StepFacts) -> list[Block]:
    blocks = [header(f"{facts.draft.partner}: {STEP_TITLES[facts.step - 1]}")]
    if facts.notice:
        blocks.append(section(render("kickoff_notice", notice=facts.notice)))
    blocks.append(context(render("kickoff_step_help")))
    ways = [button("Save and close", Action.KICKOFF_SAVE, str(facts.kickoff_id))]
    if facts.step > 1:
        ways.insert(0, button("Back", Action.KICKOFF_BACK, str(facts.kickoff_id)))
    blocks.append(actions("kickoff.ways", *ways))
    return blocks


def _plan(draft: Draft) -> list[Block]:
    """Ask for people, rhythm and the first QBR."""

    def person(block_id: Plan, label: str, hint: str) -> Block:
        menu = users_select(_ACTION, initial=draft.text(block_id) or None)
        return input_block(block_id, label, menu, hint=hint, optional=True)

    rhythms = [option(words, rhythm) for rhythm, words in RHYTHMS.items()]
    roles = text_input(
        _ACTION, initial=draft.text(Plan.ROLES), multiline=True, max_length=LONGEST_ANSWER
    )
    theirs = text_input(_ACTION, initial=draft.text(Plan.THEIR_SPONSOR), max_length=LONGEST_LINE)
    rhythm = select(_ACTION, rhythms, initial=draft.text(Plan.RHYTHM) or None)
    first_qbr = date_input(_ACTION, initial=draft.day(Plan.FIRST_QBR))
    return [
        section(render("kickoff_plan_head"), block_id="plan.head"),
        input_block(Plan.ROLES, "People and roles, both sides", roles, optional=True),
        person(Plan.OUR_SPONSOR, "Our sponsor", "Stands behind this partnership on our side."),
        input_block(Plan.THEIR_SPONSOR, f"{draft.partner}'s sponsor", theirs, optional=True),
        person(Plan.ESCALATION, "Escalation sponsor", _ESCALATION),
        input_block(Plan.RHYTHM, "How often both sides meet", rhythm, optional=True),
        input_block(Plan.FIRST_QBR, "First QBR on", first_qbr, optional=True),
    ]
