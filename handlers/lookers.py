"""Who only looks: the admins' form in the workspace's settings."""

from bot.flows.errors import Refusal
from bot.flows.people import lookers
from bot.flows.workspace import settings as workspace_settings
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_partner import person_of
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback
from messages.internal import lookers as pages
from messages.internal import workspace_settings as workspace_form

MOST_NEW = 15  # each is verified with Slack while the form waits


def ask(call: Call) -> None:
    """Show who only looks."""
    with call.reading() as session:
        found = lookers.shown(session, call.actor)
    call.update_view(pages.form(found))


def save(call: Call) -> None:
    """Keep it; who is new is verified with Slack first, and holds their role from now on."""
    chosen = call.inputs.users(pages.FIELD)
    with call.reading() as session:
        before = lookers.shown(session, call.actor)
    new = [each for each in chosen if each not in before]
    if len(new) > MOST_NEW:
        raise Refusal(f"Add at most {MOST_NEW} people at a time.", block_id=pages.FIELD)
    for each in new:
        person_of(call, each)
    with call.transaction() as session:
        changed = lookers.save(session, call.actor, chosen, now=call.now)
        view = workspace_form.overview(*workspace_settings.shown(session, call.actor))
    for person in changed:
        if call.forget is not None and person.slack_user_id:
            call.forget(person.slack_user_id)
    call.update_view(view)


ENTRIES = (
    Entry(Kind.ACTION, Action.SETTINGS_LOOKERS, Who.ADMIN, ask),
    Entry(Kind.VIEW, Callback.SETTINGS_LOOKERS, Who.ADMIN, save),
)
