"""A partner's settings: who agreed to reminders in the shared channel, and the pulse."""

from datetime import datetime

from messages.audience import Block, InternalView
from messages.ids import Action, Callback
from messages.parts import actions, button, modal, section
from messages.render import Safe, cut, escape, render
from messages.shared.reminders import ConsentFacts


def settings(facts: ConsentFacts, *, has_channel: bool, asked_on: datetime | None) -> InternalView:
    """Return the modal; without a shared channel it says what that rules out."""
    blocks: list[Block] = [
        section(Safe(f"*{escape(cut(facts.partner, 100))}*")),
        section(render("partner_settings_reminders", facts=facts, has_channel=has_channel)),
    ]
    value = str(facts.partner_id)
    if has_channel:
        blocks.append(actions("partner.reminders", *_reminders(facts, value)))
        blocks.append(section(render("partner_settings_pulse", facts=facts, asked_on=asked_on)))
        if asked_on is None:
            ask = button("Ask now", Action.PULSE_ASK, value)
            blocks.append(actions("partner.pulse", ask))
    return InternalView(modal(Callback.PARTNER_SETTINGS, "Partner settings", blocks, close="Close"))


def _reminders(facts: ConsentFacts, value: str) -> list[dict[str, object]]:
    stop = button("Take our yes back", Action.CONSENT_WITHDRAW, value)
    if facts.ours and facts.theirs:
        return [stop]
    ask = button(
        "Ask them again" if facts.ours else "Ask them", Action.CONSENT_ASK, value, style="primary"
    )
    return [ask, stop] if facts.ours else [ask]
