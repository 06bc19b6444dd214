from pathlib import Path

import pytest

from bot.settings import LogFormat, SettingsError, read_settings


def test_an_empty_environment_is_the_embedded_database_and_slack_s_own_address() -> None:
    settings = read_settings({"SLACK_BOT_TOKEN": "  "})

    assert settings.database_url.get_secret_value() == "sqlite:///partner-bot.db"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.slack_bot_token, settings.log_format) == (None, LogFormat.TEXT)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "abc",
        "SLACK_APP_TOKEN": "xoxb-mixed-up",
        "SLACK_API_URL": "slack.com",
        "DATABASE_URL": "mysql://bot:hunter2@host/bot",
        "PORT": "99999",
        "LOG_FORMAT": "loud",
        "SLACK_SIGNING_SECRET_FILE": "/nowhere/secret",
    }

    with pytest.raises(SettingsError) as caught:
        read_settings(wrong)

    named = {sentence.split(":")[0].split(" ")[0] for sentence in caught.value.problems}
    assert named == set(wrong)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "default", "least", "most"),
    [
        ("PORT", 8080, 1, 65535),
        ("POSTS_PER_MINUTE", 200, 1, 10_000),
        ("LOST_ANSWER_S", 90, 60, 3600),
    ],
)
def test_a_number_has_a_default_and_bounds(name: str, default: int, least: int, most: int) -> None:
    assert getattr(read_settings({}), name.lower()) == default
    for right in (least, most):
        assert getattr(read_settings({name: str(right)}), name.lower()) == right
    for wrong in (least - 1, most + 1):
        with pytest.raises(SettingsError, match=name):
            read_settings({name: str(wrong)})


def test_a_secret_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("xoxb-from-file\n")

    settings = read_settings({"SLACK_BOT_TOKEN_FILE": str(file)})

    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-file"


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("xoxb-from-file")

    with pytest.raises(SettingsError, match="both set"):
        read_settings({"SLACK_BOT_TOKEN_FILE": str(file), "SLACK_BOT_TOKEN": "xoxb-given"})


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("\n")

    with pytest.raises(SettingsError, match="empty file"):
        read_settings({"SLACK_BOT_TOKEN_FILE": str(file)})


def test_secrets_show_in_no_text_of_the_settings() -> None:
    settings = read_settings(
        {"SLACK_BOT_TOKEN": "xoxb-secret", "DATABASE_URL": "postgres://bot:hunter2@host/bot"}
    )

    assert "xoxb-secret" not in repr(settings)
    assert "hunter2" not in repr(settings)
    assert settings.database_url.get_secret_value() == "postgresql://bot:hunter2@host/bot"


def test_what_run_needs_and_has_not_is_said_in_sentences() -> None:
    assert len(read_settings({}).missing_for_run()) == 2
    enough = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    assert read_settings(enough).missing_for_run() == []


def test_serving_many_workspaces_needs_http_and_keys_and_no_token_of_one() -> None:
    many = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_APP_TOKEN": "xapp-1"}

    assert [problem.split(" ")[0] for problem in read_settings(many).missing_for_run()] == [
        "TOKEN_KEYS",
        "Set",
        "Unset",
    ]
    one = read_settings({**many, "SLACK_BOT_TOKEN": "xoxb-1"})
    assert not one.serves_many
    assert one.missing_for_run() == []


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("https://bot.example.com/", True),
        ("http://127.0.0.1:8600", True),
        ("http://bot.example.com", False),
        ("bot.example.com", False),
        ("https://bot.example.com?x=1", False),
    ],
)
def test_the_address_of_pages_is_https_but_on_one_s_own_machine(typed: str, is_right: bool) -> None:
    if is_right:
        assert read_settings({"PUBLIC_URL": typed}).public_url == typed.rstrip("/")
        return
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read_settings({"PUBLIC_URL": typed})
