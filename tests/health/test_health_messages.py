"""Every word of the answer to "how are they?"."""

from dataclasses import replace
from datetime import timedelta

import pytest

from messages.internal import health
from messages.pictures.spec import Point
from tests.qbr.pages import AS_OF, HEALTH, HOSTILE, LONG, hostile_pack
from tests.slack_limits import check_message, check_shown, shown


def test_every_point_is_explained_and_the_stage_asked_for() -> None:
    message = health.health(HEALTH)

    assert message.text == (
        "Acme. Health: *48 of 100, amber* (down 7 since Tue 3 Nov 2026), as of Thu 3 Dec 2026."
    )
    assert shown(message.blocks).splitlines() == [
        "Acme: health",
        "Health: *48 of 100, amber* (down 7 since Tue 3 Nov 2026), as of Thu 3 Dec 2026.",
        "Stage: active.",
        "Cap: The headline metric is off track: at most 69.",
        (
            "The smallest step that would change the band: "
            "Bring the goal furthest behind back to its pace: from 61 % to 92 %."
        ),
        (
            "• *Pace of goals and pipeline*: 11 of 47 points (before: 14). "
            "1 number reached 61 % of what was expected by then. "
            "50 % gives no points, 100 % all of them. Source: opportunities, as of Tue 1 Dec 2026."
        ),
        "• *Pulse*: not known, so its weight is shared out. Nothing about it is recorded.",
        "Trend of the score: 3 Nov 55, 3 Dec 48.",
        "The record speaks for the stage *at risk* instead of active: Health is red.",
        "A person decides: press the button if you agree.",
        (
            "[Confirm: at risk] | [Move to at risk?] | "
            "[Acme goes from active to at risk. The history is kept.] | [Confirm] | [Not yet]"
        ),
    ]


def test_too_little_known_is_said_as_such_and_counted_paper() -> None:
    unknown = replace(
        HEALTH,
        score=None,
        band="unknown",
        caps=(),
        action=None,
        components=(),
        proposal=None,
        paper_days=1,
        trend=(),
        awaited=(
            ("the kickoff", AS_OF + timedelta(days=13)),
            ("the first opportunity", AS_OF + timedelta(days=110)),
        ),
    )

    assert shown(health.health(unknown).blocks).splitlines() == [
        "Acme: health",
        "Health: not known yet, too little of the record is fresh, as of Thu 3 Dec 2026.",
        "Stage: active. Paper so far: signed 1 day ago, and no pipeline yet.",
        (
            "Still to come: the kickoff (by Wed 16 Dec 2026), "
            "the first opportunity (by Tue 23 Mar 2027)."
        ),
        "The trend begins once there are two days of health.",
    ]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        pytest.param(40, "(up 8 since Tue 3 Nov 2026)", id="better"),
        pytest.param(48, "(unchanged since Tue 3 Nov 2026)", id="the same"),
    ],
)
def test_the_change_of_a_month_is_said_in_words(before: int, said: str) -> None:
    facts = replace(HEALTH, month_ago=Point(AS_OF - timedelta(days=30), before))

    assert said in health.health_line(facts)


def test_a_long_trend_is_told_in_a_few_points() -> None:
    days = tuple(Point(AS_OF - timedelta(days=90 - at), at) for at in range(91))

    said = health.trend_in_words(replace(HEALTH, trend=days))

    assert said.endswith("3 Dec 90.")
    assert said.count(",") <= health.MAX_TREND_WORDS


def test_a_confirmed_stage_says_by_whom() -> None:
    message = health.stage_confirmed("Acme", "at risk", "U0NADIA1")

    assert message.text == "*Acme* is now at risk. Confirmed by <@U0NADIA1>."


def test_whatever_people_type_slacks_limits_are_kept() -> None:
    hostile = hostile_pack().health

    check_message(health.health(hostile))
    check_shown(health.health_view(hostile))
    check_message(health.stage_confirmed(LONG, HOSTILE, HOSTILE))
