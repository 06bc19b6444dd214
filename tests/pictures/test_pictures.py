"""The pictures: drawn from plain values, legible, and nothing of ours in a shared one."""

import io
import json
import subprocess
import sys
from datetime import date, timedelta

import pytest
from matplotlib.image import imread

from messages.pictures import INTERNAL_KINDS, PictureError, draw
from messages.pictures.canvas import drawable
from messages.pictures.spec import (
    Bar,
    Kind,
    Point,
    goals_and_health_spec,
    goals_spec,
    health_spec,
)

TODAY = date(2026, 11, 25)
WIDTH = 1280
BEHIND = Bar("Won value", "Off track", "41,000 USD now, 60,109 USD expected", 0.41, 0.60, True)
UNMEASURED = Bar("Reps enabled", "Not measured yet", "no reading yet, 12 target", None, None, False)
HOSTILE = Bar("$\\frac{1}{0}$ <b> \u202e日本 " * 20, "$x^2$", "$ % _ ^ \\ {" * 30, 7.5, -3.0, True)
TREND = [
    Point(TODAY - timedelta(days=back), 50 if back != 20 else None) for back in range(90, -1, -1)
]


def size(png: bytes) -> tuple[int, int]:
    height, width, _ = imread(io.BytesIO(png), format="png").shape
    return width, height


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(goals_spec("Acme", [BEHIND, UNMEASURED]), id="goals"),
        pytest.param(goals_spec("Acme", []), id="no goals yet"),
        pytest.param(goals_and_health_spec("Acme", [BEHIND], TREND), id="goals and health"),
        pytest.param(goals_and_health_spec("Acme", [], []), id="nothing at all"),
        pytest.param(health_spec("Acme", TREND[:1]), id="one day of health"),
        pytest.param(health_spec("Acme", [Point(TODAY, None)]), id="health never known"),
        pytest.param(goals_spec("$" * 500, [HOSTILE] * 9), id="hostile words"),
    ],
)
def test_every_picture_is_drawn_as_wide_as_slack_shows_it_sharp(spec: dict[str, object]) -> None:
    stored = json.loads(json.dumps(spec))  # the outbox keeps it as JSON

    width, height = size(draw(stored))

    assert width == WIDTH
    assert 200 < height < 2 * WIDTH


def test_a_taller_picture_has_more_goals() -> None:
    one, three = (size(draw(goals_spec("Acme", [BEHIND] * count)))[1] for count in (1, 3))

    assert three > one


def test_what_is_drawn_for_partners_knows_nothing_of_health() -> None:
    spec = goals_spec("Acme", [BEHIND])
    smuggled = {"kind": "goals", "data": {**spec["data"], "trend": [["2026-11-25", 12]]}}

    assert Kind.GOALS not in INTERNAL_KINDS
    assert draw(smuggled) == draw(spec)


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"kind": "pie", "data": {}}, id="an unknown kind"),
        pytest.param({"kind": "goals", "data": {}}, id="no bars"),
        pytest.param({"kind": "goals", "data": {"bars": [{"name": "x"}]}}, id="half a bar"),
        pytest.param({"kind": "health", "data": {"trend": [["soon", 1]]}}, id="no date"),
    ],
)
def test_what_cannot_be_drawn_says_so(spec: dict[str, object]) -> None:
    with pytest.raises(PictureError):
        draw(spec)


def test_characters_the_font_lacks_become_boxes_instead_of_a_warning() -> None:
    assert drawable("Acme\n日本 é") == "Acme □□ é"


def test_matplotlib_is_loaded_only_when_something_is_drawn() -> None:
    asked = (
        "import sys, messages.pictures, messages.internal.qbr; print('matplotlib' in sys.modules)"
    )

    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout

    assert said.strip() == "False"
