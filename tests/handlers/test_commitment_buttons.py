"""Buttons and small modals that settle a commitment on the spot."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.rules.commitments import CommitmentState
from storage.audit import Audit
from storage.commitments import Commitment
from storage.goals import Goal
from tests.handlers.conftest import BEN, GUS, INTERNAL, NADIA, SHARED, Office


def asked(office: Office, promise: str = "commit <@U0BEN> train the reps by 1 Dec") -> None:
    """Ask Ben for a promise, in his direct messages."""
    office.types(promise)
    office.deliver()


def kept(office: Office) -> Commitment:
    with office.database.across_workspaces.transaction() as session:
        return session.exec(select(Commitment)).one()


def test_pressing_done_rewrites_the_message_to_who_did_what_and_when(office: Office) -> None:
    asked(office)
    [message] = office.direct(BEN)
    office.press(message, "commitment.accept", by=BEN)
    [message] = office.direct(BEN)

    office.press(message, "commitment.done", by=BEN)

    [message] = office.direct(BEN)
    assert message.text == "Ben Vogt marked *train the reps* as done on Wed 25 Nov 2026."
    assert kept(office).state is CommitmentState.DONE


def test_done_by_mistake_is_taken_back_with_one_press(office: Office) -> None:
    asked(office)
    for action in ("accept", "done", "reopen"):
        [message] = office.direct(BEN)
        office.press(message, f"commitment.{action}", by=BEN)

    assert kept(office).state is CommitmentState.IN_PROGRESS


def test_a_new_date_given_in_the_modal_rewrites_the_message(office: Office) -> None:
    asked(office)
    [message] = office.direct(BEN)
    office.press(message, "commitment.move", by=BEN)

    office.submit({"due_on": "2026-12-08", "reason": "holiday"}, by=BEN)
    office.deliver()

    [message] = office.direct(BEN)
    assert message.text == "Ben Vogt moved *train the reps* to Tue 8 Dec 2026."


def test_a_day_gone_by_is_refused_under_its_field(office: Office) -> None:
    asked(office)
    [message] = office.direct(BEN)
    office.press(message, "commitment.move", by=BEN)

    outcome = office.submit({"due_on": "2026-11-20"}, by=BEN)

    assert outcome.errors == {"due_on": "Choose today or a later day."}


def test_blocked_and_snoozed_say_so(office: Office) -> None:
    asked(office)
    [message] = office.direct(BEN)
    office.press(message, "commitment.accept", by=BEN)
    [message] = office.direct(BEN)
    office.press(message, "commitment.snooze", by=BEN)
    office.submit({"choice": "next_monday"}, by=BEN)
    office.press(message, "commitment.block", by=BEN)

    office.submit({"kind": "legal", "unblocker": "Ada"}, by=BEN)

    row = kept(office)
    assert (row.state, row.blocked_kind, row.unblocker) == (
        CommitmentState.BLOCKED,
        "legal",
        "Ada",
    )
    assert row.snoozes == 1


def test_a_line_of_a_list_is_settled_and_the_list_shown_again(office: Office) -> None:
    office.types("commit send the deck by Friday")
    office.types("commit book the room by 1 Dec")
    office.types("")
    shown = office.whisper()
    assert shown is not None
    row = next(block for block in shown.blocks if str(block.get("block_id")).startswith("line:"))
    done = row["accessory"]["options"][0]["value"]

    office.press(shown, "commitment.menu", block_id=row["block_id"], selected=done)

    again = office.whispered()
    assert again.startswith("Nadia Brooks marked *send the deck* as done")
    assert "1. *book the room*" in again


def test_the_partners_person_cannot_close_what_we_promised(office: Office) -> None:
    office.types("commit send the deck by Friday")
    office.types("show", by=GUS, channel=SHARED)

    said = office.types("done 1", by=GUS, channel=SHARED)

    assert said == "Only the side that promised this can change it."


def test_a_forged_or_old_button_says_it_is_not_there(office: Office) -> None:
    asked(office)
    [message] = office.direct(BEN)
    for element in message.blocks[-1]["elements"]:
        element["value"] = "no-such-id"

    office.press(message, "commitment.accept", by=BEN)

    assert "can't find that any more" in office.direct(BEN)[-1].text


def test_a_message_becomes_a_commitment_with_the_way_back_to_it(office: Office) -> None:
    said = office.sandbox.acts.say(BEN, INTERNAL, "I'll send <the logo> pack & prices")
    office.sandbox.acts.message_shortcut(NADIA, INTERNAL, said.ts, "make_commitment")

    form = office.form()
    values = {block["block_id"]: block.get("element", {}) for block in form["blocks"][1:]}
    assert values["title"]["initial_value"] == "I'll send <the logo> pack & prices"
    assert values["owner"]["initial_user"] == BEN
    office.submit({"due_on": "2026-12-01", "test": "Acme has it"})

    row = kept(office)
    assert row.permalink is not None
    assert f"/archives/{INTERNAL}/" in row.permalink
    assert row.test_of_done == "Acme has it"


def test_the_number_is_updated_in_a_modal(office: Office) -> None:
    office.types("goal won value 0 to 100,000 USD by 31 Dec")
    shown = office.whisper()
    assert shown is not None
    office.press(shown, "goal.update")

    office.submit({"value": "42000.5", "as_of": "2026-11-24", "note": "from the CRM"})

    with office.database.across_workspaces.reading() as session:
        assert str(session.exec(select(Goal)).one().newest_value) == "42000.5000"


@pytest.mark.parametrize(
    ("typed", "block", "sentence"),
    [
        pytest.param({"value": "12.34567"}, "value", "at most four decimals", id="too fine"),
        pytest.param({"value": "1", "as_of": "2026-12-24"}, "as_of", "not come yet", id="a day"),
    ],
)
def test_a_number_that_cannot_be_is_refused_under_its_field(
    office: Office, typed: dict[str, object], block: str, sentence: str
) -> None:
    office.types("goal won value 0 to 100,000 USD by 31 Dec")
    shown = office.whisper()
    assert shown is not None
    office.press(shown, "goal.update")

    assert sentence in office.submit(typed).errors[block]


def test_payloads_carry_opaque_ids_only(office: Office) -> None:
    office.types("goal won value 0 to 100,000 USD by 31 Dec")
    office.types("commit send the deck by Friday")
    office.types("show")
    shown = office.whisper()
    assert shown is not None

    values = [
        option["value"]
        for block in shown.blocks
        for option in block.get("accessory", {}).get("options", [])
    ]

    assert values
    assert all("deck" not in json.dumps(value) for value in values)


def test_a_change_is_in_the_trail_once_however_often_it_is_pressed(office: Office) -> None:
    asked(office)
    [message] = office.direct(BEN)
    for _ in range(3):
        office.press(message, "commitment.accept", by=BEN)
    office.clock.move(office.clock.now() + timedelta(minutes=1))

    with office.database.across_workspaces.reading() as session:
        entries = session.exec(select(Audit).where(Audit.action == "commitment.accepted")).all()
    assert len(entries) == 1
