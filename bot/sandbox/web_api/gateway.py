"""The one door of the Web API: tokens, arguments, scopes, rate limits, faults, the record."""

from collections.abc import Mapping

from bot.sandbox.entities import App, Json
from bot.sandbox.services import Services
from bot.sandbox.web_api import chat, conversations, files, users, views
from bot.sandbox.web_api.method import Call, Method, SlackError

METHODS: Mapping[str, Method] = {
    **chat.METHODS,
    **views.METHODS,
    **conversations.METHODS,
    **users.METHODS,
    **files.METHODS,
}


def app_of(slack: Services, token: str, *, app_token: bool) -> App:
    """Return whose token this is. Raises SlackError as Slack words each failure."""
    if not token:
        raise SlackError("not_authed")
    for app in slack.world.apps:
        if token == (app.app_token if app_token else app.bot_token):
            if app.revoked:
                raise SlackError("token_revoked")
            return app
    for app in slack.world.apps:
        if token in (app.app_token, app.bot_token):
            raise SlackError("not_allowed_token_type")
    raise SlackError("invalid_auth")


def check(method: Method, app: App, args: Json) -> None:
    """Raise SlackError for a scope, an argument too many, or one too few."""
    if method.scopes and not app.scopes.intersection(method.scopes):
        provided = ",".join(sorted(app.scopes))
        raise SlackError("missing_scope", needed=method.scopes[0], provided=provided)
    known = {*method.needs, *method.takes, "team_id"}  # Bolt's client adds its team_id to all
    wrong = [f"unknown argument: {name}" for name in args if name not in known]
    wrong += [f"missing required field: {n}" for n in method.needs if args.get(n) in (None, "")]
    if wrong:
        raise SlackError.explained("invalid_arguments", wrong)


def perform(slack: Services, name: str, app: App, args: Json) -> Json:
    """Do what the method does; return the answer's body, a refusal included."""
    try:
        check(METHODS[name], app, args)
        return {"ok": True, **METHODS[name].run(Call(slack, app, args))}
    except SlackError as error:
        return refusal(error)


def refusal(error: SlackError) -> Json:
    """Return the body of a refusal."""
    return {"ok": False, "error": error.code, **error.more}
