"""The shortcut on a message: its words, as people read them, are the form's first draft."""

from typing import Any

from messages.ids import Shortcut
from tests.handlers.conftest import ANA, BEN, INTERNAL, NADIA, SHARED, Office
from tests.slack_limits import shown


def drafted(office: Office, text: str, *, by: str, channel: str) -> dict[str, Any]:
    """Let ``by`` say it and Nadia choose the shortcut; return the form's fields by block."""
    said = office.sandbox.acts.say(by, channel, text)
    outcome = office.sandbox.acts.message_shortcut(
        NADIA, channel, said.ts, Shortcut.MAKE_COMMITMENT
    )
    assert outcome.ok, outcome.error
    blocks = office.form()["blocks"]
    return {block["block_id"]: block["element"] for block in blocks if "element" in block}


def test_the_people_a_message_names_are_named_in_the_draft(office: Office) -> None:
    office.types("todo", by=BEN)  # he is known from now on

    form = drafted(
        office,
        f"<@{BEN}> sends <https://acme.example|the deck> & more",
        by=NADIA,
        channel=INTERNAL,
    )

    assert form["title"]["initial_value"] == "Ben Vogt sends the deck (https://acme.example) & more"


def test_a_draft_that_is_cut_says_so(office: Office) -> None:
    form = drafted(office, "word " * 900, by=NADIA, channel=INTERNAL)

    assert len(form["title"]["initial_value"]) <= 250
    assert form["title"]["initial_value"].endswith("word…")


def test_what_the_partners_person_said_is_drafted_as_their_promise(office: Office) -> None:
    office.types(f"commit <@{ANA}> name two reps by 1 Dec")  # she is known from now on

    form = drafted(office, "We send the order form", by=ANA, channel=SHARED)

    assert form["owner"]["initial_user"] == ANA
    assert form["side"]["initial_option"]["text"]["text"] == "They promise it"


def test_who_is_mentioned_in_a_promise_that_is_typed_stands_in_it_by_name(office: Office) -> None:
    office.types(f"commit <@{BEN}> send <@{ANA}|ana> the deck by 1 Dec")

    answer = office.whisper()
    assert answer is not None
    assert "*send ana the deck*" in shown(answer.blocks)
