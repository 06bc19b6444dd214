"""The ticker: what it starts, and that it ends whatever is under way."""

from threading import Event, Thread

from bot.jobs.timetable import Ticker

LONG_S = 60.0


def test_it_stops_while_a_beat_asks_for_a_tick() -> None:
    beating, may_ask = Event(), Event()

    def beat() -> bool:
        beating.set()
        may_ask.wait(LONG_S)
        return True

    ticker = Ticker(lambda: None, beat=beat, beat_every_s=0.01)
    ticker.start()
    assert beating.wait(LONG_S)
    stopping = Thread(target=ticker.stop, daemon=True)
    stopping.start()
    stopping.join(0.2)  # it waits for the beat by now
    may_ask.set()
    stopping.join(LONG_S)

    assert not stopping.is_alive()


def test_nothing_is_under_way_once_it_has_stopped() -> None:
    ticking, may_end, ended = Event(), Event(), Event()

    def tick() -> None:
        ticking.set()
        may_end.wait(LONG_S)
        ended.set()

    ticker = Ticker(tick, every_s=LONG_S)
    ticker.start()
    assert ticking.wait(LONG_S)
    stopping = Thread(target=ticker.stop, daemon=True)
    stopping.start()
    assert not ended.is_set()
    may_end.set()
    stopping.join(LONG_S)

    assert ended.is_set()
    assert not stopping.is_alive()
