from bot.delivery.pace import MINUTE_S, POST, UPDATE, Limits, Pace


class Watch:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_a_method_is_called_no_more_often_than_slack_permits_a_minute() -> None:
    watch = Watch()
    pace = Pace(clock=watch)
    for _ in range(50):
        assert pace.wait_s(UPDATE) == 0
        pace.called(UPDATE)
        watch.at += 0.125

    assert pace.wait_s(UPDATE) == MINUTE_S - 6.25
    assert pace.wait_s(POST) == 0

    watch.at += MINUTE_S - 6.25
    assert pace.wait_s(UPDATE) == 0


def test_posts_keep_the_pace_that_is_set() -> None:
    pace = Pace(Limits(posts_per_minute=2), clock=Watch())
    pace.called(POST)
    assert pace.wait_s(POST) == 0
    pace.called(POST)
    assert pace.wait_s(POST) == MINUTE_S


def test_a_retry_after_rests_its_method_exactly_and_no_other() -> None:
    watch = Watch()
    pace = Pace(clock=watch)
    pace.rest(method=UPDATE, seconds=30)
    pace.rest(method=UPDATE, seconds=10)

    assert (pace.wait_s(UPDATE), pace.wait_s(POST)) == (30, 0)
    watch.at += 30
    assert pace.wait_s(UPDATE) == 0


def test_a_conversation_is_left_alone_for_a_second_after_a_post() -> None:
    watch = Watch()
    pace = Pace(clock=watch)
    pace.wrote("C1")

    assert pace.rests("C1")
    assert not pace.rests("C2")
    assert pace.busy() == {"C1": 1.0}
    watch.at += 1.0
    assert pace.busy() == {}
