"""App Home: the desk of our people, the shared half for the partner's."""

from sqlmodel import Session

from bot.flows import home
from bot.flows.errors import Refusal
from bot.rules.policy import Who
from handlers.call import Call
from handlers.registry import Entry, Kind
from messages.audience import View
from messages.ids import Action, Callback
from messages.internal import home_settings
from messages.internal.home import desk
from messages.shared.home import shared_home, welcome


def opened(call: Call) -> None:
    """Show the Home tab as it stands now."""
    if call.body.get("event", {}).get("tab", "home") == "home":
        refresh(call)


def refresh(call: Call) -> None:
    """Publish the actor's Home anew, after something on it was answered."""
    with call.transaction() as session:
        view = view_of(call, session)
    call.publish_home(view)


def view_of(call: Call, session: Session) -> View:
    """Return the Home that whoever acts may see."""
    if call.actor.is_internal:
        return desk(home.desk_of(session, call.actor, now=call.now))
    shared = home.shared_desk_of(session, call.actor, now=call.now)
    return shared_home(shared) if shared else welcome()


def ask_times(call: Call) -> None:
    """Button "Change": ask for hours, days and absence."""
    with call.transaction() as session:
        view = home_settings.settings(home.my_times(session, call.actor))
    call.open(view)


def save_times(call: Call) -> None:
    """Keep them; Home says so."""
    hour = call.inputs.choice(home_settings.DAILY_HOUR) or ""
    if not hour.isdigit():
        raise Refusal("Choose an hour.", block_id=home_settings.DAILY_HOUR)
    days = set(call.inputs.choices(home_settings.WORKING_DAYS)) & set("1234567")
    with call.transaction() as session:
        home.save_times(
            session,
            call.actor,
            daily_hour=int(hour),
            working_days="".join(sorted(days)),
            away=(
                call.inputs.date(home_settings.AWAY_FROM),
                call.inputs.date(home_settings.AWAY_TO),
            ),
            now=call.now,
        )
    call.close()
    refresh(call)


ENTRIES = (
    Entry(Kind.EVENT, "app_home_opened", Who.ANYBODY, opened),
    Entry(Kind.ACTION, Action.HOME_SETTINGS, Who.ANYONE_INSIDE, ask_times),
    Entry(Kind.VIEW, Callback.HOME_SETTINGS, Who.ANYONE_INSIDE, save_times),
)
