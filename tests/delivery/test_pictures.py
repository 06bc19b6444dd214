import io
from typing import Any

import pytest

from bot.delivery.outbox import AudienceError, SharedChannel, post_shared
from bot.sandbox import Sandbox
from messages.audience import SharedMessage
from messages.pictures.spec import Bar, goals_and_health_spec, goals_spec
from storage.outbox import OutboxState
from tests.delivery.conftest import Desk
from tests.leaks.conftest import lines as lines  # noqa: PLC0414 - the fixture

BAR = Bar("Won value", "on track", "50,000 of 100,000 USD", 0.5, 0.5, behind=False)
PICTURE = goals_spec("Acme", [BAR])


def blocks(sandbox: Sandbox) -> list[dict[str, Any]]:
    [message] = sandbox.world.messages("C0INT")
    return message.blocks


def test_a_picture_is_uploaded_and_shown_in_its_place(desk: Desk, sandbox: Sandbox) -> None:
    desk.to_channel(picture=PICTURE)

    desk.send()

    section, image = blocks(sandbox)
    assert section["type"] == "section"
    file = sandbox.world.files[image["slack_file"]["id"]]
    assert (image["alt_text"], file.alt_text) == ("A chart", "A chart")
    assert file.content.startswith(b"\x89PNG")


def test_a_picture_is_waited_for_until_slack_can_show_it(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.slack.file_delay_s = 0.3
    desk.to_channel(picture=PICTURE)

    desk.send()

    assert [block["type"] for block in blocks(sandbox)] == ["section", "image"]


@pytest.mark.parametrize(
    "method",
    ["files.getUploadURLExternal", "files.completeUploadExternal", "files.info"],
)
def test_when_the_upload_fails_the_text_still_goes(
    desk: Desk, sandbox: Sandbox, method: str
) -> None:
    row = desk.to_channel(picture=PICTURE)
    sandbox.faults.fail(method, "internal_error", status=500)

    desk.send()

    assert desk.row(row).state is OutboxState.SENT
    assert [block["type"] for block in blocks(sandbox)] == ["section"]


def test_a_picture_that_cannot_be_drawn_does_not_keep_the_text(
    desk: Desk, sandbox: Sandbox
) -> None:
    desk.to_channel(picture={"kind": "nonsense", "data": {}})

    desk.send()

    assert [block["type"] for block in blocks(sandbox)] == ["section"]


def test_the_log_says_where_a_drawing_broke_and_nothing_that_was_in_it(
    desk: Desk, lines: io.StringIO
) -> None:
    desk.to_channel(picture={"kind": "Undercut Globex", "data": {}})

    desk.send()

    assert "the picture is left out" in lines.getvalue()
    assert "messages/pictures/drawing.py" in lines.getvalue()
    assert "Undercut" not in lines.getvalue()


def test_when_slack_refuses_the_picture_s_block_the_text_goes_without_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    desk.to_channel(picture=PICTURE)
    sandbox.faults.fail("chat.postMessage", "invalid_blocks")

    desk.send()

    assert [block["type"] for block in blocks(sandbox)] == ["section"]


def test_a_picture_of_health_has_no_way_into_a_shared_text(desk: Desk) -> None:
    picture = goals_and_health_spec("Acme", [BAR], [])
    message = SharedMessage(text="Agreed.", picture=picture)
    to = SharedChannel(desk.home.shared)

    with desk.database.across_workspaces.transaction() as session, pytest.raises(AudienceError):
        post_shared(session, message, to, intent=desk.intent())
