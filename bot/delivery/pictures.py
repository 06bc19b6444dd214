"""Pictures: drawn when the message is sent, uploaded, and waited for until Slack can show them.

A picture is worth having, but never worth losing the text for.
"""

import logging
import urllib.request
from collections.abc import Callable
from threading import Event
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.delivery.tls import trust_for
from messages.pictures import draw

log = logging.getLogger(__name__)

TRIES = 20
PAUSE_S = 0.5
UPLOAD_TIMEOUT_S = 20.0
NAME = "partnership.png"


class PictureError(RuntimeError):
    """The picture could not be made ready; the text goes without it."""


def upload(
    slack: WebClient, spec: dict[str, Any], *, alt_text: str, calling: Callable[[str], None]
) -> str:
    """Draw ``spec``, upload it, and return the file's id once a message can show it.

    Raises PictureError for whatever goes wrong on the way.
    """
    try:
        content = draw(spec)
    except Exception as error:
        # Whatever a drawing library may raise, the text is worth more.
        raise PictureError("it could not be drawn") from error
    try:
        file_id = _upload(slack, content, alt_text, calling)
        _wait_until_shown(slack, file_id, calling)
    except (SlackClientError, OSError) as error:
        raise PictureError("it could not be uploaded") from error
    return file_id


def _upload(slack: WebClient, content: bytes, alt_text: str, calling: Callable[[str], None]) -> str:
    calling("files.getUploadURLExternal")
    place = slack.files_getUploadURLExternal(
        filename=NAME, length=len(content), alt_txt=alt_text[:1000]
    )
    request = urllib.request.Request(  # noqa: S310
        place["upload_url"],
        data=content,
        method="POST",
        headers={"Content-Type": "application/octet-stream"},
    )
    with urllib.request.urlopen(  # noqa: S310
        request, timeout=UPLOAD_TIMEOUT_S, context=trust_for(place["upload_url"])
    ):
        pass  # a status that is no success raises HTTPError
    calling("files.completeUploadExternal")
    slack.files_completeUploadExternal(files=[{"id": place["file_id"], "title": alt_text[:100]}])
    return str(place["file_id"])


def _wait_until_shown(slack: WebClient, file_id: str, calling: Callable[[str], None]) -> None:
    """Return once Slack has made the picture's thumbnails: before, it refuses the message."""
    for _ in range(TRIES):
        calling("files.info")
        file: dict[str, Any] = slack.files_info(file=file_id)["file"]
        if file.get("original_w") or file.get("thumb_360"):
            return
        Event().wait(PAUSE_S)
    raise PictureError("Slack did not get the picture ready in time")
