"""Tokens in the database are unreadable without a key, and do not open anywhere else."""

import base64
from uuid import UUID

import pytest

from bot.sealing import Keyring, SealError
from bot.settings import SettingsError, read_settings
from bot.token_keys import keys_of, name_of

OLD, NEW = b"o" * 32, b"n" * 32
ACME, GLOBEX = UUID(int=1), UUID(int=2)
TOKEN = "xoxb-not-a-real-token"


def sealed(keyring: Keyring) -> str:
    return keyring.seal(TOKEN, workspace_id=ACME, purpose="bot token")


def test_a_sealed_token_opens_where_it_belongs_and_shows_nothing_of_itself() -> None:
    keyring = Keyring([NEW])
    first, second = sealed(keyring), sealed(keyring)

    assert keyring.open(first, workspace_id=ACME, purpose="bot token") == TOKEN
    assert first != second
    assert TOKEN not in first + str(base64.b64decode(first.split(".")[2], altchars=b"-_"))


@pytest.mark.parametrize(
    ("workspace_id", "purpose"),
    [
        pytest.param(GLOBEX, "bot token", id="another workspace's row"),
        pytest.param(ACME, "refresh token", id="another column"),
    ],
)
def test_a_sealed_token_copied_elsewhere_does_not_open(workspace_id: UUID, purpose: str) -> None:
    keyring = Keyring([NEW])

    with pytest.raises(SealError, match="was changed, or belongs elsewhere") as caught:
        keyring.open(sealed(keyring), workspace_id=workspace_id, purpose=purpose)

    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-8], lambda text: text[:-8] + "AAAAAAAA", lambda text: text + "!"]
)
def test_a_damaged_token_does_not_open(damage: object) -> None:
    keyring = Keyring([NEW])
    text = damage(sealed(keyring))  # type: ignore[operator]

    with pytest.raises(SealError):
        keyring.open(text, workspace_id=ACME, purpose="bot token")


def test_the_first_key_seals_and_every_key_opens() -> None:
    before, both = Keyring([OLD]), Keyring([NEW, OLD])
    old, new = sealed(before), sealed(both)

    assert both.open(old, workspace_id=ACME, purpose="bot token") == TOKEN
    assert (both.is_newest(old), both.is_newest(new)) == (False, True)
    with pytest.raises(SealError, match=f"sealed with key {name_of(NEW)}, which is not in TOKEN_"):
        before.open(new, workspace_id=ACME, purpose="bot token")


@pytest.mark.parametrize("junk", ["", "x", "s1", "s1.", "s2.aaaaaaaa.AAAA", "s1.a.b.c"])
def test_what_was_never_sealed_is_said_in_a_sentence(junk: str) -> None:
    with pytest.raises(SealError, match="not in TOKEN_KEYS"):
        Keyring([NEW]).open(junk, workspace_id=ACME, purpose="bot token")


def test_keys_show_in_no_text() -> None:
    text = base64.b64encode(NEW).decode()
    settings = read_settings({"TOKEN_KEYS": text})

    assert repr(Keyring([NEW, OLD])) == f"Keyring({name_of(NEW)}, {name_of(OLD)})"
    assert text not in repr(settings) + str(settings)


def test_keys_are_read_in_both_ways_of_writing_base64() -> None:
    key = b"\xfb\xff" * 16
    standard, safe = base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()

    assert standard != safe
    assert keys_of(f"{standard} , {safe}") == [key, key]


@pytest.mark.parametrize("wrong", ["short", "AAAA", ",", "é" * 44, "A" * 44 + ","])
def test_a_key_that_is_none_is_said_and_not_shown(wrong: str) -> None:
    with pytest.raises(SettingsError, match="TOKEN_KEYS: must be keys of 32 bytes") as caught:
        read_settings({"TOKEN_KEYS": wrong})

    assert wrong == "," or wrong not in str(caught.value)
