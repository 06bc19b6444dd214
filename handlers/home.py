"""App Home: the desk of our people, the shared half for the partner's."""

from sqlmodel import Session

from bot.flows.people import desk as home
from bot.flows.workspace.views import Page
from bot.rules.policy import Who
from handlers.call import Call
from handlers.registry import Entry, Kind
from messages.audience import View
from messages.internal.home import desk
from messages.shared.home import shared_home, welcome


def opened(call: Call) -> None:
    """Show the Home tab as it stands now."""
    if call.body.get("event", {}).get("tab", "home") == "home":
        refresh(call)


def refresh(call: Call) -> None:
    """Publish the actor's Home anew, after something on it was answered."""
    if call.actor.is_internal:
        call.viewed(Page.HOME)
    with call.transaction() as session:
        view = view_of(call, session)
    call.publish_home(view)


def view_of(call: Call, session: Session) -> View:
    """Return the Home that whoever acts may see."""
    if call.actor.is_internal:
        return desk(home.desk_of(session, call.actor, now=call.now))
    shared = home.shared_desk_of(session, call.actor, now=call.now)
    return shared_home(shared) if shared else welcome()


ENTRIES = (Entry(Kind.EVENT, "app_home_opened", Who.ANYBODY, opened),)
