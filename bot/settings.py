"""Settings from the environment, typed; one error lists everything that is wrong."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.token_keys import keys_of

# The only settings that may also be read from the file that NAME_FILE names.
SECRETS = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "TOKEN_KEYS",
    "DATABASE_URL",
)
LARGEST_SECRET_FILE = 10_000


class SettingsError(ValueError):
    """The environment is wrong; ``problems`` holds one sentence for each fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The settings are wrong: " + " ".join(problems))
        self.problems = problems


class LogFormat(StrEnum):
    """How log lines look."""

    TEXT = "text"
    JSON = "json"


def _starting_with(prefix: str) -> BeforeValidator:
    def check(value: object) -> object:
        if not str(value).startswith(prefix):
            raise ValueError(f"must start with {prefix}")
        return value

    return BeforeValidator(check)


def _api_url(value: object) -> str:
    text = str(value)
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https address")
    return text if text.endswith("/") else text + "/"


def _public_url(value: object) -> str:
    text = str(value).rstrip("/")
    parts = urlsplit(text)
    near = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and near):
        raise ValueError("must be an https address, such as https://bot.example.com")
    if not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address without a query")
    return text


def _database_url(value: object) -> str:
    try:
        url = make_url(str(value).replace("postgres://", "postgresql://", 1))
    except ArgumentError:
        raise ValueError("must look like sqlite:///file.db or postgresql://…") from None
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError("must be a sqlite or postgresql address")
    return url.render_as_string(hide_password=False)


def _token_keys(value: object) -> object:
    keys_of(str(value))
    return value


class Settings(BaseModel):
    """What the environment says. Secrets never show in a repr, a log or an error."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    slack_bot_token: Annotated[SecretStr, _starting_with("xoxb-")] | None = None
    slack_app_token: Annotated[SecretStr, _starting_with("xapp-")] | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_workspace: str | None = None  # id: whose ledger the keyboard means, where there are many
    token_keys: Annotated[SecretStr, BeforeValidator(_token_keys)] | None = None
    slack_api_url: Annotated[str, BeforeValidator(_api_url)] = "https://slack.com/api/"
    database_url: Annotated[SecretStr, BeforeValidator(_database_url)] = SecretStr(
        "sqlite:///partner-bot.db"
    )
    public_url: Annotated[str, BeforeValidator(_public_url)] | None = None  # of HOST:PORT, outside
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    log_format: LogFormat = LogFormat.TEXT
    posts_per_minute: int = Field(default=200, ge=1, le=10_000)  # a workspace; not published
    lost_answer_s: int = Field(default=90, ge=60, le=3600)  # when a lost call can arrive no more

    @property
    def serves_many(self) -> bool:
        """Whether workspaces install the app from the web; a token in the settings is one's own."""
        return (
            self.slack_bot_token is None
            and self.slack_client_id is not None
            and self.slack_client_secret is not None
        )

    @property
    def is_connected(self) -> bool:
        """Whether there is any way to a workspace's token."""
        return self.slack_bot_token is not None or self.serves_many

    def missing_for_run(self) -> list[str]:
        """Return a sentence for each setting that ``partner-bot run`` needs and has not."""
        if self.serves_many:
            return self._missing_for_many()
        problems = []
        if self.slack_bot_token is None:
            problems.append("SLACK_BOT_TOKEN is not set.")
        if self.slack_app_token is None and self.slack_signing_secret is None:
            problems.append(
                "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
            )
        return problems

    def _missing_for_many(self) -> list[str]:
        problems = []
        if self.token_keys is None:
            problems.append(
                "TOKEN_KEYS is not set: tokens are kept sealed; `openssl rand -base64 32` "
                "makes a key."
            )
        if self.slack_signing_secret is None:
            problems.append("Set SLACK_SIGNING_SECRET: installing from the web needs HTTP.")
        if self.slack_app_token is not None:
            problems.append("Unset SLACK_APP_TOKEN: installing from the web needs HTTP.")
        return problems


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of ``environment``, the process's own unless given.

    Raises SettingsError with every fault at once.
    """
    given = os.environ if environment is None else environment
    problems: list[str] = []
    values = {
        name: given[name.upper()].strip()
        for name in Settings.model_fields
        if given.get(name.upper(), "").strip()
    }
    for name in SECRETS:
        _add_from_file(name, given, values, problems)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_sentence(each["loc"], each["msg"]) for each in error.errors()]
        raise SettingsError(problems) from None
    if problems:
        raise SettingsError(problems)
    return settings


def _add_from_file(
    name: str, given: Mapping[str, str], values: dict[str, str], problems: list[str]
) -> None:
    """Put the content of the file that ``NAME_FILE`` names into ``values``."""
    path = given.get(f"{name}_FILE", "").strip()
    if not path:
        return
    if name.lower() in values:
        problems.append(f"{name} and {name}_FILE are both set; keep one.")
        return
    try:
        with Path(path).open(encoding="utf-8") as file:
            content = file.read(LARGEST_SECRET_FILE).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        problems.append(f"{name}_FILE cannot be read: {why}.")
        return
    if content:
        values[name.lower()] = content
    else:
        problems.append(f"{name}_FILE names an empty file.")


def _sentence(loc: tuple[int | str, ...], message: str) -> str:
    name = str(loc[0]).upper() if loc else "A setting"
    said = message.removeprefix("Value error, ")
    return f"{name}: {said[0].lower()}{said[1:]}."
