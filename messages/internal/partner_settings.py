"""A partner's settings: who looks after it, its stage, both sides' reminders, and the pulse."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from messages.audience import Block, InternalView
from messages.ids import Action, Callback
from messages.inputs import input_block, users_multi_select, users_select
from messages.internal.partner_stage import StageFacts, stage_section
from messages.parts import actions, button, context, modal, section
from messages.render import Safe, cut, escape, render
from messages.shared.reminders import ConsentFacts

MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Keepers:
    """Who looks after a partner on our side, by Slack id; None: nobody, or not in Slack.

    ``members`` are who was named to work with it. Whether anybody was is ``names_members``:
    who was named may be gone.
    """

    owner: str | None
    sponsor: str | None
    members: tuple[str, ...] = ()
    names_members: bool = False


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """Whether the partner's company in Slack is known, and some of its people by Slack id."""

    known: bool
    people: tuple[str, ...] = ()


def settings(
    facts: ConsentFacts,
    keepers: Keepers,
    stage: StageFacts,
    company: CompanyFacts,
    *,
    has_channel: bool,
    asked_on: datetime | None,
    may_change: bool,
) -> InternalView:
    """Return the modal; without a shared channel it says what that rules out.

    Who may not change it sees no button, and who may.
    """
    value = str(facts.partner_id)
    change = button("Change", Action.PARTNER_PEOPLE, value) if may_change else None
    blocks: list[Block] = [
        section(Safe(f"*{escape(cut(facts.partner, 100))}*")),
        section(
            render("partner_settings_keepers", keepers=keepers),
            block_id="partner.keepers",
            accessory=change,
        ),
        stage_section(facts.partner_id, stage, may_change=may_change),
    ]
    if has_channel:
        blocks.append(_company(company, value, may_change=may_change))
    blocks.append(
        section(render("partner_settings_reminders", facts=facts, has_channel=has_channel))
    )
    if has_channel:
        if may_change:
            blocks.append(actions("partner.reminders", *_reminders(facts, value)))
        blocks.append(section(render("partner_settings_pulse", facts=facts, asked_on=asked_on)))
        if asked_on is None and may_change:
            ask = button("Ask now", Action.PULSE_ASK, value)
            blocks.append(actions("partner.pulse", ask))
    if not may_change:
        blocks.append(context(render("partner_settings_foot", keepers=keepers)))
    return InternalView(modal(Callback.PARTNER_SETTINGS, "Partner settings", blocks, close="Close"))


def keepers_form(partner_id: UUID, partner: str, keepers: Keepers) -> InternalView:
    """Ask who looks after a partner, filled in with who does."""
    value = str(partner_id)
    blocks: list[Block] = [
        section(Safe(f"*{escape(cut(partner, 100))}*")),
        input_block("owner", "Owner on our side", users_select("owner", initial=keepers.owner)),
        input_block(
            "sponsor",
            "Sponsor on our side",
            users_select("sponsor", initial=keepers.sponsor),
            hint="Only they hear of what nobody else could settle.",
            optional=True,
        ),
        input_block(
            MEMBERS,
            "Who works with it",
            users_multi_select(MEMBERS, initial=keepers.members, placeholder="All of us"),
            hint=(
                "Choose nobody, and all of us can change things. Choose some, and only they, the "
                "owner, the sponsor and admins can; others look, and answer what is their own."
            ),
            optional=True,
        ),
        actions("partner.back", button("Back without saving", Action.PARTNER_SETTINGS, value)),
    ]
    private = {"partner": value}
    return InternalView(
        modal(Callback.PARTNER_PEOPLE, "Who looks after it", blocks, submit="Save", private=private)
    )


def _company(company: CompanyFacts, value: str, *, may_change: bool) -> Block:
    words = "Change" if company.known else "Choose"
    return section(
        render("partner_settings_company", company=company),
        block_id="partner.company",
        accessory=button(words, Action.PARTNER_COMPANY, value) if may_change else None,
    )


def _reminders(facts: ConsentFacts, value: str) -> list[dict[str, object]]:
    stop = button("Take our yes back", Action.CONSENT_WITHDRAW, value)
    if facts.ours and facts.theirs:
        return [stop]
    ask = button(
        "Ask them again" if facts.ours else "Ask them", Action.CONSENT_ASK, value, style="primary"
    )
    return [ask, stop] if facts.ours else [ask]
