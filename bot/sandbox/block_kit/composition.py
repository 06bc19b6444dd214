"""Text objects, options, confirmations: what blocks and elements are composed of."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.block_kit.shapes import (
    Check,
    Place,
    by_type,
    flag,
    items,
    one_of,
    shape,
    text,
)
from bot.sandbox.entities import Json

ID = text(255)
URL = text(3000)


def plain(most: int) -> Check:
    """Return a check for a plain_text object."""
    return by_type({"plain_text": shape({"text": text(most)}, {"emoji": flag})})


def words(most: int) -> Check:
    """Return a check for a plain_text or mrkdwn object."""
    return by_type(
        {
            "plain_text": shape({"text": text(most)}, {"emoji": flag}),
            "mrkdwn": shape({"text": text(most)}, {"verbatim": flag}),
        }
    )


CONFIRM = shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def option(*, marked: bool = False, link: bool = False) -> Check:
    """Return a check for an option; ``marked`` ones may use mrkdwn, ``link`` ones lead on."""
    label = words(75) if marked else plain(75)
    takes: dict[str, Check] = {"description": words(75) if marked else plain(75)}
    if link:
        takes["url"] = URL
    return shape({"text": label, "value": text(150)}, takes)


OPTION = option()
GROUP = shape({"label": plain(75), "options": items(OPTION, 100)})


def offers(element: Json, place: Place) -> Iterator[str]:
    """Check that a select has options or groups of them, not both, and its initial among them."""
    if ("options" in element) == ("option_groups" in element):
        yield place.says("must define either `options` or `option_groups`")
    yield from initial_offered(element, place)


def initial_offered(element: Json, place: Place) -> Iterator[str]:
    """Check that what is chosen at first is exactly one of the options, or some of them."""
    offered = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        offered += group["options"]
    known = [_core(one) for one in offered]
    first = element.get("initial_option")
    if first is not None and _core(first) not in known:
        yield place.at("initial_option").says("must be one of the provided options")
    for index, one in enumerate(element.get("initial_options") or []):
        if _core(one) not in known:
            where = place.at("initial_options", index)
            yield where.says("must be one of the provided options")


def _core(one: Any) -> tuple[str, str, str]:
    label = one["text"]
    return label["type"], label["text"], one.get("value", "")


def uploaded(value: Any, place: Place) -> Iterator[str]:
    """Check a slack_file: a file of this Slack that is ready to be shown."""
    if not isinstance(value, dict) or len({"id", "url"} & set(value)) != 1:
        yield place.says("must define either `id` or `url`")
        return
    state = place.state
    wanted = value.get("id") or value.get("url")
    for file in state.files.values():
        if wanted in (file.id, f"/files/{file.id}/{file.name}") or (
            isinstance(wanted, str) and wanted.endswith(f"/files/{file.id}/{file.name}")
        ):
            if file.completed and state.clock.now().timestamp() >= file.ready_at:
                return
            break
    yield place.says("invalid slack file")


def picture(element: Json, place: Place) -> Iterator[str]:
    """Check that an image comes from one place."""
    if ("image_url" in element) == ("slack_file" in element):
        yield place.says("must define either `slack_file` or `image_url`")


IMAGE = shape(
    {"alt_text": text(2000)},
    {"image_url": URL, "slack_file": uploaded, "block_id": ID},
    picture,
)
