"""A dispatcher in a process of its own, to be killed: `killable.py DATABASE_URL API_URL`."""

import sys
import time

from bot.clock import MovableClock
from bot.delivery.dispatcher import Dispatcher, writing_client
from bot.delivery.pace import Limits
from storage.database import Database
from tests.delivery.conftest import NOW


def main(database_url: str, api_url: str) -> None:
    """Send whatever is due, over and over, until killed."""
    client = writing_client("xoxb-sandbox", api_url=api_url, timeout_s=30)
    dispatcher = Dispatcher(
        database=Database(database_url),
        slack=lambda _: client,
        clock=MovableClock(NOW, stands_still=True),
        limits=Limits(posts_per_minute=1_000_000, conversation_gap_s=0.0, per_minute={}),
        lost_answer_s=0.3,
    )
    print("ready", flush=True)
    while True:
        dispatcher.send_due(NOW)
        time.sleep(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
