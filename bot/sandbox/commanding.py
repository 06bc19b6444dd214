"""Using a slash command: finding its app, and showing what the app answers at once."""

from bot.sandbox import payloads
from bot.sandbox.answering import answer
from bot.sandbox.composing import ContentError
from bot.sandbox.delivery import SILENCE, Delivery, Reply
from bot.sandbox.entities import App, Channel, User
from bot.sandbox.outcome import Outcome
from bot.sandbox.response_urls import ResponseUrl
from bot.sandbox.services import Services
from bot.sandbox.targets import ActError
from bot.sandbox.typing_commands import escaped


def command_app(slack: Services, user: User, channel: Channel, command: str) -> App:
    """Return the app whose command this is for this person, here.

    An outside person in a shared channel has their own workspace's commands, not ours.
    Raises ActError in Slack's words.
    """
    if user.id not in channel.members and (channel.private or user.team != channel.team):
        raise ActError("You are not in this channel.")
    if channel.archived:
        raise ActError("You cannot use commands in an archived channel.")
    for app in slack.world.apps:
        here = slack.world.within(user.team, app.team)
        if here and command in app.commands and not app.revoked:
            return app
    raise ActError(
        f"{command} is not a valid command. In Slack, all messages that start with "
        'the "/" character are interpreted as commands.'
    )


def use_command(
    slack: Services, delivery: Delivery, user: User, channel: Channel, typed: tuple[str, str]
) -> Outcome:
    """Hand the app a command as ``typed``: its name, and its text."""
    command, text = typed
    app = command_app(slack, user, channel, command)
    marked = escaped(slack.world, app, text.strip())
    payload = payloads.command(slack, app, user, channel, [command, marked])
    reply = delivery.deliver(app, "slash_commands", payload)
    if not reply.ok:
        return Outcome(ok=False, error=f'{command} failed with the error "{SILENCE[reply.error]}"')
    failed = _show(slack, app, user, channel, typed, reply)
    if failed:
        why = f'{command} failed with the error "invalid_command_response" ({failed})'
        return Outcome(ok=False, error=why, ack=reply.payload)
    return Outcome(ok=True, ack=reply.payload, view=slack.world.open_view(user.id))


def _show(
    slack: Services, app: App, user: User, channel: Channel, typed: tuple[str, str], reply: Reply
) -> str:
    """Show what the app answered at once; return why Slack would not, "" when it does."""
    if not reply.payload:
        return ""
    born = slack.world.clock.now()
    where = ResponseUrl(app, user.id, channel.id, born, typed=" ".join(typed).strip())
    try:
        answer(slack, where, reply.payload)
    except ContentError as error:
        return "; ".join([error.code, *error.messages])
    return ""
