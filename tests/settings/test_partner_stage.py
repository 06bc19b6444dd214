"""A partner's stage: moved, parked and ended in its settings by its owner or an admin."""

from datetime import date

import pytest
from sqlmodel import col, select

from bot.rules.stages import Stage
from bot.sandbox.entities import View
from messages.ids import Action
from storage.audit import Audit
from storage.partners import Partner
from tests.handlers.conftest import BEN, NADIA, Office
from tests.handlers.conftest import office as office  # noqa: PLC0414 - the fixture


def asked(office: Office, by: str = NADIA) -> View:
    """Open the form for Acme's stage; return what is on top."""
    assert office.sandbox.acts.command(by, "C0INT", "/partner", "settings Acme").ok
    view = office.sandbox.world.open_view(by)
    assert view is not None
    office.sandbox.acts.press(by, view, Action.PARTNER_STAGE)
    view = office.sandbox.world.open_view(by)
    assert view is not None
    return view


def change(office: Office, **values: str) -> dict[str, str]:
    """Fill in the form for Acme's stage; return what is said under its fields."""
    asked(office)
    return office.submit(dict(values)).errors


def acme(office: Office) -> Partner:
    with office.database.across_workspaces.reading() as session:
        found = office.partner(session)
        session.expunge(found)
    return found


def test_a_parked_partner_says_until_when_and_why_and_the_trail_what_was_before(
    office: Office,
) -> None:
    assert change(office, stage="dormant", wake_on="2027-03-01") == {
        "reason": "Say why it is parked."
    }
    wake_on = {"wake_on": "Choose the day it wakes on, after today."}
    assert change(office, stage="dormant", reason="Their budget is frozen.") == wake_on
    today = change(office, stage="dormant", reason="A freeze.", wake_on="2026-11-25")
    assert today == wake_on

    assert not change(
        office, stage="dormant", reason="Their budget is frozen.", wake_on="2027-03-01"
    )

    said = str(office.form())
    assert "Dormant since Wed 25 Nov 2026, wakes on Mon 1 Mar 2027: Their budget is" in said
    with office.database.across_workspaces.reading() as session:
        entry = session.exec(select(Audit).where(Audit.action == "partner.stage_set")).one()
        assert entry.actor == str(office.person(session, NADIA).id)
        assert entry.before == {"stage": "signed", "reason": None, "wake_on": None}
        assert entry.after == {
            "stage": "dormant",
            "reason": "Their budget is frozen.",
            "wake_on": "2027-03-01",
        }


def test_the_lists_say_until_when_a_partner_is_parked_and_its_sheet_why(office: Office) -> None:
    assert not change(office, stage="dormant", reason="A *freeze*.", wake_on="2027-03-01")

    assert "*Acme* (no owner), until Mon 1 Mar 2027" in office.types("list")
    sheet = office.types("show Acme")
    assert sheet.startswith("*Acme*: dormant until Mon 1 Mar 2027: A ∗freeze∗.\nOwner nobody yet")


def test_a_parked_partner_can_sleep_longer_and_forgets_its_day_once_it_goes_on(
    office: Office,
) -> None:
    for day in ("2027-03-01", "2027-06-01"):
        assert not change(office, stage="dormant", reason="A freeze.", wake_on=day)
    assert acme(office).wake_on == date(2027, 6, 1)

    assert not change(office, stage="active")

    found = acme(office)
    assert (found.stage, found.parked_on, found.wake_on) == (Stage.ACTIVE, None, None)


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        pytest.param("ended", "Say in a few words why it ends.", id="ending"),
        pytest.param(
            "active", "It passes over activating: say why in a few words.", id="skipping a gate"
        ),
    ],
)
def test_what_ends_or_passes_over_a_gate_is_asked_why(
    office: Office, stage: str, sentence: str
) -> None:
    assert change(office, stage=stage) == {"reason": sentence}
    assert acme(office).stage is Stage.SIGNED

    assert not change(office, stage=stage, reason="We know them well.")

    assert acme(office).stage == stage
    assert f"{stage.capitalize()}: We know them well." in str(office.form())


def test_why_it_stands_where_it_does_is_not_taken_for_why_it_moves_on(office: Office) -> None:
    assert not change(office, stage="dormant", reason="A freeze.", wake_on="2027-03-01")

    assert change(office, stage="ended") == {"reason": "Say in a few words why it ends."}
    assert not change(office, stage="signed")

    assert acme(office).stage_reason is None


def test_a_step_along_the_road_needs_no_reason_and_no_step_is_none(office: Office) -> None:
    assert change(office, stage="signed") == {"stage": "Acme is signed already."}

    assert not change(office, stage="activating")

    assert acme(office).stage is Stage.ACTIVATING


def test_only_the_partners_owner_or_an_admin_moves_it(office: Office) -> None:
    office.types("settings Acme", by=BEN)
    assert "'Change'" not in str(office.form(BEN))
    office.give_to(BEN)
    office.types("settings Acme", by=BEN)
    seen = office.sandbox.world.open_view(BEN)
    assert seen is not None
    office.give_to(None)  # it is taken from him while he reads
    office.sandbox.acts.press(BEN, seen, Action.PARTNER_STAGE)
    assert "Only the partner's owner or a workspace admin" in str(office.form(BEN))

    office.give_to(BEN)
    form = asked(office, BEN)
    office.give_to(None)  # and while he types
    office.submit({"stage": "ended", "reason": "No."}, by=BEN)
    assert acme(office).stage is Stage.SIGNED
    assert form.body["title"]["text"] == "Stage"


def test_a_partner_whose_record_speaks_for_parking_is_parked_until_a_day(office: Office) -> None:
    with office.database.across_workspaces.transaction() as session:
        office.partner(session).signed_on = date(2026, 6, 1)
    office.types("health Acme")
    answer = office.whisper()
    assert answer is not None

    office.press(answer, Action.HEALTH_CONFIRM_STAGE)

    assert acme(office).stage is Stage.SIGNED
    assert "There has been no joint activity for 177 days." in str(office.form())
    assert not office.submit({}).errors
    found = acme(office)
    assert (found.stage, found.wake_on) == (Stage.DORMANT, date(2027, 2, 23))
    assert found.stage_reason == "There has been no joint activity for 177 days."


def test_who_looks_after_another_partner_confirms_no_stage_of_this_one(office: Office) -> None:
    with office.database.across_workspaces.transaction() as session:
        office.partner(session).signed_on = date(2026, 6, 1)
    office.types("health Acme", by=BEN)
    answer = office.whisper(BEN)
    assert answer is not None

    office.press(answer, Action.HEALTH_CONFIRM_STAGE, by=BEN)

    assert "Only the partner's owner or a workspace admin" in office.whispered(BEN)
    with office.database.across_workspaces.reading() as session:
        moved = session.exec(select(Audit).where(col(Audit.action) == "partner.stage_set")).all()
    assert moved == []


def test_a_new_partner_is_neither_parked_nor_ended(office: Office) -> None:
    office.sandbox.acts.command(NADIA, "C0RANDOM", "/partner", "add Globex")
    offered = [
        option["value"]
        for block in office.form()["blocks"]
        if block.get("block_id") == "stage"
        for option in block["element"]["options"]
    ]
    assert offered == [stage.value for stage in Stage][:-2]
