from collections import Counter
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.delivery.pace import Limits, Pace, RestingError
from bot.delivery.people import MANY, PAGE, REMEMBERED_S, People
from tests.delivery.test_pace import Watch


class Town(WebClient):
    """A Slack of so many people that answers without a network, and counts what it is asked."""

    def __init__(self, people: int) -> None:
        super().__init__("xoxb-town")
        self.people = [user(number) for number in range(people)]
        self.unlisted = {"U0STRANGER": {"id": "U0STRANGER", "team_id": "T0OTHER"}}
        self.asked: Counter[str] = Counter()
        self.refuses: str | None = None

    def auth_test(self, **_: Any) -> Any:
        return {"team_id": "T0HOME", "enterprise_id": None}

    def users_info(self, *, user: str, **_: Any) -> Any:
        self.asked["users.info"] += 1
        found = {each["id"]: each for each in self.people} | self.unlisted
        return {"user": found[user]}

    def users_list(self, *, cursor: str | None = None, limit: int | None = None, **_: Any) -> Any:
        self.asked["users.list"] += 1
        if self.refuses is not None:
            raise _refusal(self.refuses)
        start, size = int(cursor or 0), limit or PAGE
        end = start + size
        after = str(end) if end < len(self.people) else ""
        page = self.people[start:end]
        return {"members": page, "response_metadata": {"next_cursor": after}}


def user(number: int, **more: object) -> dict[str, Any]:
    harmless = ("is_restricted", "is_ultra_restricted", "deleted", "is_bot", "is_stranger")
    return {
        "id": f"U{number}",
        "team_id": "T0HOME",
        **dict.fromkeys(harmless, False),
        "is_invited_user": False,
        **more,
    }


def _refusal(code: str) -> SlackApiError:
    answer = SlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.test/api/users.list",
        req_args={},
        data={"ok": False, "error": code},
        headers={},
        status_code=200,
    )
    refusal: SlackApiError = SlackApiError("no", answer)  # type: ignore[no-untyped-call]
    return refusal


def test_two_thousand_people_are_known_after_a_few_pages() -> None:
    town, watch = Town(2000), Watch()
    people, pace = People(watch), Pace(clock=watch)

    def calling(method: str) -> None:
        assert pace.wait_s(method) == 0
        pace.called(method)

    assert all(people.is_ours(town, f"U{number}", calling=calling) for number in range(2000))
    assert town.asked == {"users.info": MANY, "users.list": 2000 / PAGE}


def test_a_few_people_are_asked_for_by_name() -> None:
    town = Town(2000)
    people = People(Watch())

    for number in range(MANY):
        assert people.is_ours(town, f"U{number}")

    assert town.asked == {"users.info": MANY}


def test_a_guest_among_everybody_is_not_one_of_us() -> None:
    town = Town(100)
    town.people[50] = user(50, is_restricted=True)
    people = People(Watch())

    ours = [people.is_ours(town, f"U{number}") for number in range(100)]

    assert [number for number, one in enumerate(ours) if not one] == [50]


def test_who_is_not_on_the_list_is_asked_for_by_name_and_the_list_not_read_again() -> None:
    town, watch = Town(100), Watch()
    people = People(watch)
    people.each(town, [f"U{number}" for number in range(100)])

    for _ in range(MANY):
        assert not people.is_ours(town, "U0STRANGER")
        people.forget("U0STRANGER")

    assert town.asked == {"users.info": MANY, "users.list": 1}
    watch.at += REMEMBERED_S
    people.each(town, [f"U{number}" for number in range(100)])
    assert town.asked["users.list"] == 2


def test_where_the_list_must_rest_people_are_asked_for_by_name() -> None:
    town, watch = Town(10_000), Watch()
    people = People(watch)
    pace = Pace(Limits(per_minute={"users.list": 2, "users.info": 100}), clock=watch)

    def calling(method: str) -> None:
        if pace.wait_s(method) > 0:
            raise RestingError(method, pace.wait_s(method))
        pace.called(method)

    far = [f"U{number}" for number in range(9000, 9100)]
    assert all(people.is_ours(town, user_id, calling=calling) for user_id in far)
    assert town.asked == {"users.list": 2, "users.info": 100}
    with pytest.raises(RestingError):
        people.is_ours(town, "U9500", calling=calling)


def test_a_list_that_is_refused_costs_nobody_their_answer() -> None:
    town = Town(100)
    town.refuses = "missing_scope"
    people = People(Watch())

    assert all(people.is_ours(town, f"U{number}") for number in range(100))
    assert town.asked == {"users.list": 1, "users.info": 100}


def test_a_list_asked_for_too_often_is_told_to_whoever_keeps_the_pace() -> None:
    town = Town(100)
    town.refuses = "ratelimited"

    with pytest.raises(SlackApiError):
        People(Watch()).each(town, [f"U{number}" for number in range(100)])


def test_who_changed_is_asked_for_again() -> None:
    town = Town(3)
    people = People(Watch())
    assert people.is_ours(town, "U1")

    town.people[1] = user(1, deleted=True)
    people.forget("U1")

    assert not people.is_ours(town, "U1")


def test_two_bots_share_nothing_they_believe_of_people() -> None:
    town = Town(3)
    one, other = People(Watch()), People(Watch())
    assert one.is_ours(town, "U1")

    town.people[1] = user(1, deleted=True)

    assert not other.is_ours(town, "U1")
