"""Which company in Slack a partner is: its owner is asked, and says so by choosing a person."""

from uuid import UUID

from messages.audience import Block, InternalMessage, InternalView
from messages.ids import Action, Callback
from messages.inputs import input_block, users_select
from messages.parts import actions, button, modal, section
from messages.render import Safe, cut, escape, render

FIELD = "company"


def which_company(
    partner_id: UUID, partner: str, *, slack_channel_id: str, slack_user_id: str
) -> InternalMessage:
    """Ask the owner which of the companies in the shared channel is the partner's."""
    text = render(
        "partner_company_ask", partner=partner, channel=slack_channel_id, who=slack_user_id
    )
    choose = button(
        "Choose their company", Action.PARTNER_COMPANY, str(partner_id), style="primary"
    )
    return InternalMessage(
        text=text, blocks=[section(text), actions("partner.company.ask", choose)]
    )


def company_form(partner_id: UUID, partner: str) -> InternalView:
    """Ask for somebody who works at the partner; everybody of their company acts for it then."""
    blocks: list[Block] = [
        section(Safe(f"*{escape(cut(partner, 100))}*")),
        input_block(
            FIELD,
            "Somebody who works there",
            users_select(FIELD),
            hint=(
                "Everybody of this person's company can then answer for the partner in the shared "
                "channel, and nobody of another company. Guests of ours are not concerned."
            ),
        ),
    ]
    private = {"partner": str(partner_id)}
    return InternalView(
        modal(Callback.PARTNER_COMPANY, "Their company", blocks, submit="Save", private=private)
    )
