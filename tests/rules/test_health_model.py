"""The health model is a file an admin can read and edit, checked when it is loaded."""

import tomllib
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.rules import health_model
from bot.rules.health_model import HealthModelError, load_model, model_from

TEXT = Path(health_model.__file__).with_suffix(".toml").read_text()
TABLE: dict[str, Any] = tomllib.loads(TEXT, parse_float=Decimal)


def test_the_model_that_comes_with_the_bot_is_sound() -> None:
    model = load_model(TEXT)
    assert {name.value: int(part.weight) for name, part in model.components.items()} == {
        "pace": 35,
        "kept": 25,
        "engagement": 15,
        "relationship": 15,
        "pulse": 10,
    }
    assert {rule.value: cap.at_most for rule, cap in model.caps.items()} == {
        "never_pipeline": 39,
        "champion_lost": 69,
        "headline_off_track": 69,
    }
    assert (model.green_from, model.amber_from, model.unknown_under_percent) == (70, 40, 50)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("green_from", 101, "the model.green_from is not a whole number from 0 to 100"),
        ("green_from", True, "the model.green_from is not a whole number"),
        ("amber_from", 70, "amber_from must be below green_from"),
        ("grene_from", 1, "the model has an unknown grene_from"),
        ("components.pace.weight", 34, "the weights add up to 99, not 100"),
        ("components.pace.weight", -5, "components.pace.weight is below 0"),
        ("components.pace.weight", "much", "components.pace.weight is not a number"),
        ("components.pace.low", Decimal("inf"), "components.pace.low is not a number"),
        ("components.pace.high", Decimal("0.5"), "components.pace.high must be above its low"),
        ("components.pace.label", " ", "components.pace.label is empty"),
        ("components.pace.colour", "red", "components.pace has an unknown colour"),
        ("components.mood", {}, "components has an unknown mood"),
        ("components.pulse", 3, "components.pulse.weight is not a number"),
        ("components", [], "components.pace.weight is not a number"),
        ("caps.champion_lost.at_most", "x", "caps.champion_lost.at_most is not a whole number"),
        ("caps.champion_lost.effort", 0, "caps.champion_lost.effort is not a whole number from 1"),
    ],
)
def test_a_mistake_in_the_model_ends_in_a_sentence(path: str, value: object, problem: str) -> None:
    table = deepcopy(TABLE)
    *parents, last = path.split(".")
    inner = table
    for parent in parents:
        inner = inner[parent]
    inner[last] = value
    with pytest.raises(HealthModelError, match=problem):
        model_from(table)


def test_all_mistakes_are_listed_at_once() -> None:
    with pytest.raises(HealthModelError) as wrong:
        load_model("green_from = 70\n")
    assert "amber_from" in str(wrong.value)
    assert "caps.never_pipeline.label is empty" in str(wrong.value)


def test_a_file_that_is_not_toml_ends_in_a_sentence() -> None:
    with pytest.raises(HealthModelError, match="is not valid TOML"):
        load_model("weights: heavy")
