"""Every word of a review's messages, and Slack's limits whatever people type."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from messages.audience import InternalView, Message
from messages.internal import qbr as internal
from messages.render import Safe
from messages.shared import qbr as shared
from tests.qbr.pages import (
    ACME,
    AS_OF,
    ASKED,
    EMPTY,
    HOSTILE,
    LONG,
    PACK,
    PAGE,
    WON,
    hostile_pack,
)
from tests.slack_limits import check_message, check_shown, shown

HOSTILE_PACK = hostile_pack()
SAID = Path(__file__).parent / "said"  # what each message says, one file a message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("shared_page", shared.qbr_page(PAGE), id="shared_page"),
        pytest.param("shared_page_empty", shared.qbr_page(EMPTY), id="shared_page_empty"),
        pytest.param("shared_reminder", shared.qbr_reminder(PAGE), id="shared_reminder"),
        pytest.param("summary", internal.qbr_summary(PACK), id="summary"),
        pytest.param("reminder", internal.qbr_reminder(PACK), id="reminder"),
        pytest.param(
            "followup",
            internal.qbr_followup("Acme", ACME, PAGE.held_on, owner="U0NADIA1"),
            id="followup",
        ),
        pytest.param("no_date", internal.no_date("Acme", ACME), id="no_date"),
        pytest.param(
            "date_set",
            internal.date_set(
                "Acme", ACME, PAGE.held_on, chase_on=date(2026, 11, 26), draft_on=AS_OF
            ),
            id="date_set",
        ),
        pytest.param(
            "date_set_near",
            internal.date_set("Acme", ACME, PAGE.held_on, chase_on=None, draft_on=None),
            id="date_set_near",
        ),
        pytest.param(
            "date_set_on_the_day",
            internal.date_set(
                "Acme", ACME, PAGE.held_on, chase_on=None, draft_on=None, today_id=ACME
            ),
            id="date_set_on_the_day",
        ),
        pytest.param(
            "called_off", internal.called_off("Acme", ACME, PAGE.held_on), id="called_off"
        ),
        pytest.param(
            "takes_place", internal.takes_place("Acme", ACME, PAGE.held_on), id="takes_place"
        ),
        pytest.param("pack", internal.qbr_pack(PACK), id="pack"),
    ],
)
def test_every_word_of_a_message_is_as_agreed(name: str, message: Message) -> None:
    expected = (SAID / f"{name}.txt").read_text(encoding="utf-8")

    assert shown(message.blocks) == expected.rstrip("\n")


def test_the_pack_holds_the_whole_shared_page_as_the_partner_reads_it() -> None:
    page = [shown([block]) for block in shared.page_blocks(PAGE)]

    assert "\n".join(page) in shown(internal.qbr_pack(PACK).blocks)


def test_shared_page_leaves_out_a_number_only_we_have_agreed_to() -> None:
    assert "Reps enabled" not in shown(shared.qbr_page(PAGE).blocks)
    assert "Reps enabled" not in str(shared.qbr_page(PAGE).picture)
    assert "Reps enabled" in shown(internal.qbr_pack(PACK).blocks)


def test_the_picture_says_the_same_in_words() -> None:
    [picture] = [block for block in shared.qbr_page(PAGE).blocks if block["type"] == "image"]

    assert picture["alt_text"] == (
        "Goals against pace. Won value: Off track, 41,000 USD now, 67,033 USD expected, "
        "100,000 USD target."
    )


def test_a_very_long_part_ends_at_a_whole_line() -> None:
    said = shown(shared.qbr_page(HOSTILE_PACK.page).blocks)

    assert "• …" in said


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(shared.qbr_page(HOSTILE_PACK.page), id="shared page"),
        pytest.param(shared.qbr_reminder(HOSTILE_PACK.page), id="shared reminder"),
        pytest.param(internal.qbr_pack(HOSTILE_PACK), id="pack"),
        pytest.param(internal.qbr_pack(HOSTILE_PACK, with_picture=False), id="pack as an answer"),
        pytest.param(internal.qbr_summary(HOSTILE_PACK), id="summary"),
        pytest.param(internal.qbr_reminder(HOSTILE_PACK), id="reminder"),
        pytest.param(internal.qbr_followup(LONG, ACME, AS_OF, owner=HOSTILE), id="follow-up"),
        pytest.param(internal.no_date(LONG, ACME), id="no date"),
        pytest.param(
            internal.date_set(LONG, ACME, AS_OF, chase_on=AS_OF, draft_on=AS_OF), id="date set"
        ),
        pytest.param(internal.called_off(LONG, ACME, AS_OF), id="called off"),
        pytest.param(internal.takes_place(LONG, ACME, AS_OF), id="takes place"),
        pytest.param(shared.qbr_page(EMPTY), id="empty page"),
    ],
)
def test_every_message_keeps_slacks_limits_and_stays_harmless(message: Message) -> None:
    check_message(message)


@pytest.mark.parametrize(
    "view",
    [
        internal.date_view(LONG, ACME, initial=AS_OF, held_on=None),
        internal.date_view(LONG, ACME, initial=AS_OF, held_on=AS_OF),
        internal.date_view(LONG, ACME, initial=AS_OF, held_on=AS_OF, is_today=True),
        internal.qbr_view(HOSTILE_PACK),
        internal.no_date_view(LONG, ACME),
    ],
)
def test_every_modal_keeps_slacks_limits(view: InternalView) -> None:
    check_shown(view)


def test_a_number_only_one_side_agreed_to_is_marked_in_our_pack() -> None:
    page = replace(PAGE, goals=(replace(WON, is_agreed=False),))
    pack = replace(PACK, page=page)

    assert "Not agreed by both yet." in shown(internal.qbr_pack(pack).blocks)
    assert isinstance(internal.qbr_pack(pack).text, Safe)


def test_what_we_only_ask_of_our_own_people_is_in_our_pack_alone() -> None:
    draft = replace(ASKED, title="Undercut their price", is_ours=True)
    page = replace(PAGE, ahead=(*PAGE.ahead, draft))

    assert "Undercut" in shown(internal.qbr_pack(replace(PACK, page=page)).blocks)
    for message in (shared.qbr_page(page), shared.qbr_reminder(page)):
        assert "Undercut" not in shown(message.blocks)
    assert shared.qbr_reminder(page) == shared.qbr_reminder(PAGE)
