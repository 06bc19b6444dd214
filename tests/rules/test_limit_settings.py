"""What a workspace may set, and what it is told when that cannot be."""

from dataclasses import fields
from datetime import time
from decimal import Decimal

import pytest

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.limit_settings import BY_FIELD, SETTINGS, load, misfits, value_of
from bot.rules.setting import Setting


def test_every_default_of_the_rules_can_be_set() -> None:
    assert sorted(BY_FIELD) == sorted(field.name for field in fields(Limits))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.field)
def test_each_default_reads_back_as_it_is_written_and_lies_within_its_bounds(
    setting: Setting,
) -> None:
    value = value_of(DEFAULTS, setting)

    assert setting.read(setting.written(value)) == value


def test_the_defaults_fit_together() -> None:
    assert misfits(DEFAULTS) == {}
    assert load({}).limits == DEFAULTS


def test_overrides_take_the_place_of_defaults() -> None:
    loaded = load({"same_fact_days": "14", "ladder_days": "2, 4, 6, 9", "day_opens": "8:00"})

    assert loaded.faults == ()
    assert loaded.limits.same_fact_days == 14
    assert loaded.limits.ladder_days == (2, 4, 6, 9)
    assert loaded.limits.day_opens == time(8)


def test_an_override_nobody_can_read_leaves_the_default_and_says_so() -> None:
    loaded = load({"same_fact_days": "soon", "shoe_size": "44", "snoozes": "3"})

    assert loaded.limits.same_fact_days == 7
    assert loaded.limits.snoozes == 3
    assert loaded.faults == (
        "The same fact again after: Write a whole number from 1 to 90.",
        "shoe_size is not a setting.",
    )


def test_what_does_not_fit_together_leaves_that_group_at_its_defaults() -> None:
    loaded = load({"at_risk_from": "0.99", "snoozes": "3"})

    assert loaded.limits.at_risk_from == Decimal("0.75")
    assert loaded.limits.snoozes == 3
    assert loaded.faults == ("On track from: On track has to begin above at risk.",)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("ladder_days", "1, 3, 5", "Write 4 numbers with commas between them."),
        ("ladder_days", "1, 5, 3, 8", "Each number has to be larger than the one before."),
        ("ladder_days", "0, 3, 5, 8", "Choose something from 1 to 60."),
        ("ahead_from", "a lot", "Write a number such as 0.95."),
        ("ahead_from", "NaN", "Write a number with at most two decimals, such as 0.95."),
        ("ahead_from", "1.105", "Write a number with at most two decimals, such as 0.95."),
        ("day_opens", "9:30", "Write a full hour of the day, such as 09:00."),
        ("day_opens", "24:00", "Write a full hour of the day, such as 09:00."),
        ("snoozes", "²", "Write a whole number from 0 to 10."),
        ("snoozes", "", "Write a whole number from 0 to 10."),
        ("snoozes", "11", "Choose something from 0 to 10."),
    ],
)
def test_wrong_input_is_told_in_one_sentence(field: str, typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as wrong:
        BY_FIELD[field].read(typed)

    assert str(wrong.value) == sentence


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"day_closes": "08:00"}, "day_closes"),
        ({"daily_hour": "18:00"}, "daily_hour"),
        ({"daily_hour": "07:00"}, "daily_hour"),
        ({"recovered_from": "0.8"}, "recovered_from"),
        ({"qbr_draft_days": "20"}, "qbr_draft_days"),
        ({"qbr_followup_days": "9"}, "qbr_followup_until_days"),
        ({"plan_days": "3"}, "plan_days"),
        ({"ahead_from": "0.9"}, "ahead_from"),
    ],
)
def test_fields_that_do_not_go_together_are_named(overrides: dict[str, str], field: str) -> None:
    values = {name: BY_FIELD[name].read(written) for name, written in overrides.items()}
    limits = Limits(**values)  # type: ignore[arg-type]

    assert field in misfits(limits)
