"""At the keyboard: every word answers, wrong ones too."""

import pytest

from bot.demo import cast
from tests.journeys.conftest import Town

ACME = cast.COMPANIES[1]


def test_every_word_at_the_keyboard_is_answered(full_town: Town) -> None:
    here = ACME.internal_channel

    assert "On you" in full_town.answer(cast.MANAGER, here, "")
    assert "/partner done 2" in full_town.answer(cast.MANAGER, here, "help")
    assert "1 paper" in full_town.answer(cast.MANAGER, here, "list")
    assert "Owner Nadia Brooks" in full_town.answer(cast.MANAGER, here, "show")
    assert "of 100" in full_town.answer(cast.MANAGER, here, "health")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("lst", "Did you mean /partner list?", id="a wrong word"),
        pytest.param("show Acmf Corporation", "Did you mean Acme", id="a wrong partner"),
        pytest.param("show Qwerty", "I don't know a partner", id="an unknown partner"),
        pytest.param("done 99", "Type /partner to see", id="a number before any list"),
        pytest.param("move 1 yesterdayish", "Write a day like", id="a date nobody can read"),
        pytest.param("log won value many", "I can't find a number", id="no number"),
    ],
)
def test_wrong_input_gets_one_sentence(full_town: Town, typed: str, answer: str) -> None:
    said = full_town.answer(cast.MANAGER, ACME.internal_channel, typed)

    assert answer in said
    assert "Traceback" not in said
    assert "Something went wrong" not in said
