"""`/partner audit`: what the nudges led to, and who changed what."""

from bot.flows.workspace import audit_page
from bot.flows.workspace.views import Page
from bot.rules.policy import Who
from handlers.call import Call
from handlers.registry import Entry, Kind
from messages.internal.audit_page import audit


def show(call: Call) -> None:
    """Show the audit of one's own partners, to an admin that of all."""
    call.viewed(Page.AUDIT)
    with call.reading() as session:
        page = audit_page.page(session, call.actor, now=call.now)
    call.answer(audit(page))


ENTRIES = (Entry(Kind.COMMAND, "audit", Who.VIEWER, show),)
