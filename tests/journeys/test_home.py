"""Home: our desk, the partner's half, and nothing for strangers."""

from bot.demo import cast
from bot.sandbox.entities import View
from messages.ids import Action
from tests.journeys.conftest import Town
from tests.sandbox.conftest import wait_for
from tests.slack_limits import shown

ACME = next(company for company in cast.COMPANIES if company.slug == "acme")


def home_of(town: Town, user: str) -> View:
    outcome = town.sandbox.acts.open_home(user)
    assert outcome.ok, outcome.error
    wait_for(lambda: town.sandbox.world.home(user) is not None)  # an event is not waited for
    view = town.sandbox.world.home(user)
    assert view is not None
    return view


def said(view: View) -> str:
    return shown(view.body["blocks"])


def test_the_desk_shows_what_is_on_me_my_partners_by_band_and_my_reviews(full_town: Town) -> None:
    full_town.at(full_town.clock.now())

    desk = said(home_of(full_town, cast.MANAGER))

    assert "On you" in desk
    assert "[Done]" in desk
    assert "*Acme Corporation*: health" in desk
    assert desk.index("Next reviews") < desk.rindex("*Acme Corporation*:")
    assert "America/New York" in desk


def test_why_explains_a_partners_health_over_home(full_town: Town) -> None:
    home = home_of(full_town, cast.MANAGER)
    [block] = [
        block["block_id"]
        for block in home.body["blocks"]
        if str(block.get("block_id")).startswith("home.partner:")
        and "Acme" in block["text"]["text"]
    ]

    outcome = full_town.press(cast.MANAGER, home, Action.HEALTH_SHOW, block_id=block)

    assert outcome.ok, outcome.error
    assert "Acme Corporation: health" in said(full_town.modal(cast.MANAGER))


def test_times_away_are_kept_and_home_says_so(small_town: Town) -> None:
    home = home_of(small_town, cast.MANAGER)
    assert small_town.press(cast.MANAGER, home, Action.HOME_SETTINGS).ok

    half = small_town.submit(cast.MANAGER, {"away_from": {"home.away_from": "2026-12-01"}})
    assert half.errors == {"away_to": "Say both the first and the last day away."}

    kept = small_town.submit(
        cast.MANAGER,
        {
            "away_from": {"home.away_from": "2026-12-01"},
            "away_to": {"home.away_to": "2026-12-04"},
        },
    )

    assert kept.ok, kept.error
    shown_now = small_town.sandbox.world.home(cast.MANAGER)
    assert shown_now is not None
    assert "Away from Tue 1 Dec 2026 to Fri 4 Dec 2026" in said(shown_now)


def test_the_partners_person_sees_the_shared_half_only(full_town: Town) -> None:
    half = said(home_of(full_town, ACME.user))

    assert "Acme Corporation: what we promised each other" in half
    assert "Name two reps per region" in half
    assert "health" not in half.lower()
    assert "My partners" not in half


def test_the_partners_person_answers_for_their_side_on_home(full_town: Town) -> None:
    home = home_of(full_town, ACME.user)
    titles = [block.get("text", {}).get("text", "") for block in home.body["blocks"]]
    place = next(at for at, text in enumerate(titles) if "Name two reps per region" in text)
    asked = home.body["blocks"][place + 1]

    outcome = full_town.press(ACME.user, home, Action.COMMITMENT_DONE, block_id=asked["block_id"])

    assert outcome.ok, outcome.error
    wait_for(lambda: "Name two reps per region" not in said(now(full_town)))


def now(town: Town) -> View:
    view = town.sandbox.world.home(ACME.user)
    assert view is not None
    return view


def test_a_guest_sees_nothing_of_ours(full_town: Town) -> None:
    full_town.sandbox.acts.open_home(cast.GUEST)
    shown_to_guest = full_town.sandbox.world.home(cast.GUEST)

    if shown_to_guest is not None:
        assert "health" not in said(shown_to_guest).lower()
        assert "My partners" not in said(shown_to_guest)
