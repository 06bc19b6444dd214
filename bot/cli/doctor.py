"""`partner-bot doctor`: what is well, what is not, and what to do about it."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

import typer
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlmodel import col, select

from bot.cli import doctor_ledger, opening
from bot.cli.finding import Finding
from bot.cli.opening import BadInputError
from bot.clock import SystemClock
from bot.delivery.channels import look
from bot.delivery.dispatcher import writing_client
from bot.delivery.people import People
from bot.rules.audience import Audience, may_post
from bot.scopes import DND_SCOPE, HISTORY_SCOPES, SCOPES
from bot.settings import Settings
from storage import figures
from storage.database import Database
from storage.outbox import OutboxState
from storage.partners import Channel, ChannelKind, ChannelState, Partner

MOST_SKEW = timedelta(seconds=60)
MOST_CHANNELS = 40  # conversations.info is limited to 50 a minute
SOMETHING_TO_FIX = 1


def run() -> int:
    """Print what was found; return 1 when something has to be fixed.

    Nothing is made or changed. Raises SettingsError, one clear sentence.
    """
    settings = opening.settings()
    findings = [Finding("The settings can be read."), *_doors(settings)]
    try:
        with opening.database_as_it_is(settings) as database:
            findings.append(Finding("The database is up to date."))
            findings += _outbox(database)
            findings += doctor_ledger.walls(database)
            findings += doctor_ledger.trails(database)
            findings += _connection(settings, database)
    except BadInputError as fault:
        findings.append(Finding(str(fault), "Nothing else was looked at."))
    for each in findings:
        typer.echo(f"ok   {each.what}" if each.fix is None else f"FIX  {each.what} {each.fix}")
    return SOMETHING_TO_FIX if any(each.fix for each in findings) else 0


def _connection(settings: Settings, database: Database) -> list[Finding]:
    if settings.serves_many:
        # What opens sealed tokens is loaded only where there are any.
        from bot.cli.doctor_installations import findings  # noqa: PLC0415

        return list(findings(settings, database))
    if settings.slack_bot_token is None:
        return []
    token = settings.slack_bot_token.get_secret_value()
    return list(
        _slack(writing_client(token, api_url=settings.slack_api_url, timeout_s=10), database)
    )


def _doors(settings: Settings) -> Iterator[Finding]:
    for sentence in settings.missing_for_run():
        yield Finding(sentence, "`partner-bot run` needs it; the README says where to find it.")
    if settings.slack_app_token is not None:
        yield Finding("Slack's requests come in by Socket Mode.")
    elif settings.slack_signing_secret is not None:
        yield Finding(f"Slack's requests come in on {settings.host}:{settings.port}.")


def _outbox(database: Database) -> Iterator[Finding]:
    with database.across_workspaces.reading() as session:
        counts = figures.outbox_by_state(session)
    unknown, failed = counts[OutboxState.UNKNOWN], counts[OutboxState.FAILED]
    waiting = counts[OutboxState.PENDING] + counts[OutboxState.HELD]
    yield Finding(f"{counts[OutboxState.SENT]} messages went out, {waiting} wait.")
    yield Finding(
        f"{unknown} messages are unknown: Slack's answer was lost, and they are looked for or "
        "asked again with the next digest."
    )
    yield Finding(f"{failed} messages failed: Slack refused them for good.")


def _slack(slack: WebClient, database: Database) -> Iterator[Finding]:
    try:
        answer = slack.auth_test()
    except SlackApiError as error:
        yield Finding(
            f"Slack does not take SLACK_BOT_TOKEN ({error.response['error']}).",
            "Install the app again and copy the Bot User OAuth Token.",
        )
        return
    except (SlackClientError, OSError) as error:
        yield Finding(f"Slack can't be reached ({error}).", "Check the network and SLACK_API_URL.")
        return
    yield Finding(f"Slack knows the bot in {answer['team']}.")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    yield from _scopes(headers.get("x-oauth-scopes"))
    yield from _clock(headers.get("date"))
    yield from _channels(slack, database)


def _scopes(granted: str | None) -> Iterator[Finding]:
    if granted is None:
        return
    has = {scope.strip() for scope in granted.split(",")}
    missing = [scope for scope in SCOPES if scope not in has]
    if missing:
        yield Finding(
            f"Scopes are missing: {', '.join(missing)}.",
            "Paste `partner-bot manifest` into the app's manifest and install it again.",
        )
    else:
        yield Finding("All scopes are granted.")
    if DND_SCOPE not in has:
        yield Finding(
            f"Without {DND_SCOPE} people are also written to while their notifications are off."
        )
    without = [scope for scope in HISTORY_SCOPES if scope not in has]
    if without:
        yield Finding(
            f"Without {', '.join(without)} a message whose answer was lost is asked again "
            "the next morning instead of being found."
        )


def _clock(date: str | None) -> Iterator[Finding]:
    if date is None:
        return
    skew = abs(SystemClock().now() - parsedate_to_datetime(date))
    if skew > MOST_SKEW:
        yield Finding(
            f"This machine's clock is {skew.total_seconds():.0f} s away from Slack's.",
            "Set it by NTP: signatures are refused beyond five minutes.",
        )
    else:
        yield Finding("The clock agrees with Slack's.")


def _channels(slack: WebClient, database: Database) -> Iterator[Finding]:
    statement = (
        select(Channel, Partner.name)
        .join(Partner, col(Partner.id) == col(Channel.partner_id))
        .order_by(col(Partner.name))
        .limit(MOST_CHANNELS)
    )
    people = People()
    with database.across_workspaces.reading() as session:
        linked = list(session.exec(statement))
    for channel, partner in linked:
        audience = Audience.INTERNAL if channel.kind is ChannelKind.INTERNAL else Audience.SHARED
        try:
            verdict = may_post(audience, look(slack, channel.slack_channel_id, people))
            fault = None if verdict.allowed else verdict.reason
        except SlackApiError as error:
            fault = f"Slack says {error.response['error']}."
        except (SlackClientError, OSError) as error:
            fault = f"Slack can't be reached ({error})."
        name = f"{partner}'s {channel.kind} channel {channel.slack_channel_id}"
        if fault is not None:
            yield Finding(f"{name}: {fault}", "Invite the bot, or link another channel.")
        elif channel.state is ChannelState.PAUSED:
            yield Finding(
                f"{name} is paused: {channel.paused_reason}", "It is open again: resume it."
            )
        else:
            yield Finding(f"{name} is open.")
