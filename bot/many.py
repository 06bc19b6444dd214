"""What serving many workspaces takes: the keys, the app's OAuth, and every installation."""

from dataclasses import dataclass

from bot.installation import NotConnectedError
from bot.oauth import SlackOAuth
from bot.refreshing import Refresher
from bot.scopes import OPTIONAL_SCOPES, SCOPES
from bot.sealing import Keyring, SealError
from bot.settings import Settings
from bot.tenants import Tenants
from bot.token_keys import keys_of
from storage import installations
from storage.database import Database

REDIRECT_PATH = "/slack/oauth_redirect"


@dataclass(frozen=True)
class Many:
    """Joined by `connect`; shared by the doors, the ticker and the dispatcher."""

    keyring: Keyring
    oauth: SlackOAuth
    tenants: Tenants
    refresher: Refresher


def connect(settings: Settings, database: Database) -> Many:
    """Join the parts. Raises NotConnectedError when keys are missing, in one sentence."""
    keyring = keyring_of(settings)
    check_keys(keyring, database)
    secret = settings.slack_client_secret
    if settings.slack_client_id is None or secret is None:
        raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are not set")
    oauth = SlackOAuth(
        settings.slack_client_id,
        secret.get_secret_value(),
        settings.slack_api_url,
        (*SCOPES, *OPTIONAL_SCOPES),
        None if settings.public_url is None else settings.public_url + REDIRECT_PATH,
    )
    return Many(
        keyring=keyring,
        oauth=oauth,
        tenants=Tenants(database, keyring, api_url=settings.slack_api_url),
        refresher=Refresher(database, keyring, oauth),
    )


def keyring_of(settings: Settings) -> Keyring:
    """Return the keys of TOKEN_KEYS. Raises NotConnectedError when there are none."""
    if settings.token_keys is None:
        raise NotConnectedError("TOKEN_KEYS is not set, and tokens are kept sealed with them.")
    return Keyring(keys_of(settings.token_keys.get_secret_value()))


def check_keys(keyring: Keyring, database: Database) -> None:
    """Raise NotConnectedError when a token here was sealed with a key that is not given."""
    with database.across_workspaces.reading() as session:
        kept = installations.seals(session)
    for _, sealed in kept:
        try:
            keyring.check(sealed)
        except SealError as error:
            raise NotConnectedError(str(error)) from error
