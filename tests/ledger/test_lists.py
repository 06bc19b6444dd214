"""What a list's numbers stand for, and where partners honestly stand."""

import pytest
from sqlmodel import Session

from bot.flows import finding, ledger_facts
from bot.flows.errors import Refusal
from bot.flows.partners import portfolio
from bot.flows.people import memory
from bot.rules.pace import Band
from bot.rules.stages import Stage
from messages.internal import ledger_lists
from messages.internal.ledger_lists import PortfolioGroup, PortfolioLine
from messages.shared.ledger_lists import help_text
from storage.columns import new_id
from storage.opportunities import OpportunityStage
from tests.factories import (
    NOW,
    TODAY,
    make_commitment,
    make_goal,
    make_opportunity,
    make_partner,
)
from tests.ledger.conftest import Ledger


def test_numbers_mean_the_list_that_was_shown_last(session: Session, ledger: Ledger) -> None:
    nadia = ledger.acting(ledger.nadia)
    first, second = (make_commitment(session, ledger.acme, title=each) for each in ("a", "b"))
    for shown in ([first.id], [second.id, first.id]):
        memory.remember_list(
            session, nadia, commitment_ids=shown, kind="on_me", partner_id=None, now=NOW
        )

    assert memory.listed(session, nadia, 1) == second.id
    with pytest.raises(Refusal, match="from 1 to 2"):
        memory.listed(session, nadia, 3)


def test_a_part_of_a_title_is_enough_when_only_one_has_it(session: Session, ledger: Ledger) -> None:
    deck = make_commitment(session, ledger.acme, title="Send the deck", owner=ledger.nadia)
    make_commitment(session, ledger.acme, title="Send the prices", owner=ledger.nadia)
    nadia = ledger.acting(ledger.nadia)

    assert finding.commitment(session, nadia, "DECK", partner_id=None).id == deck.id
    with pytest.raises(Refusal, match="“Send the deck” or “Send the prices”"):
        finding.commitment(session, nadia, "send", partner_id=None)


def test_a_sheet_full_to_the_brim_still_fits_a_message_and_keeps_its_buttons(
    session: Session, ledger: Ledger
) -> None:
    rows = [
        make_goal(session, ledger.acme, metric=f"Goal {each}", agreed=False) for each in range(24)
    ]
    promised = [
        make_commitment(session, ledger.acme, title=f"Promise {each}") for each in range(24)
    ]
    scope = {"workspace_id": ledger.workspace.id}
    goals = ledger_facts.goals(session, rows, **scope, now=NOW)
    promises = ledger_facts.promises(session, promised, **scope, now=NOW)
    head = portfolio.head(session, ledger.acme, now=NOW)

    sheet = ledger_lists.partner_sheet(head, goals, promises, goals[:3])

    assert len(sheet.blocks) == 50
    assert sheet.blocks[-1]["block_id"] == "partner:new"


def test_a_signed_partner_without_any_deal_is_paper(session: Session, ledger: Ledger) -> None:
    globex = make_partner(session, ledger.workspace, name="Globex", stage=Stage.ACTIVE)
    make_opportunity(session, globex)
    make_opportunity(session, globex, stage=OpportunityStage.WON)
    make_goal(session, globex, band=Band.OFF_TRACK)

    found = portfolio.groups(session, workspace_id=ledger.workspace.id, today=TODAY)

    by_words = {group.words: group for group in found}
    assert [line.name for line in by_words["paper"].lines] == ["Acme"]
    [line] = by_words["active"].lines
    assert (line.name, line.open_deals, line.off_pace) == ("Globex", 1, 1)


def test_a_list_says_how_many_working_days_something_is_late(
    session: Session, ledger: Ledger
) -> None:
    late = make_commitment(session, ledger.acme, owner=ledger.nadia, due_on=TODAY.replace(day=20))

    [facts] = ledger_facts.promises(session, [late], workspace_id=ledger.workspace.id, now=NOW)

    assert (facts.is_late, facts.days_late, facts.owner) == (True, 3, "Nadia Brooks")


def test_a_list_is_narrowed_to_a_group_or_a_part_of_a_name(
    session: Session, ledger: Ledger
) -> None:
    for number in range(12):
        make_partner(session, ledger.workspace, name=f"Globex {number:02d}", stage=Stage.DORMANT)

    def names(matching: str) -> dict[str, list[str]]:
        found = portfolio.groups(
            session, workspace_id=ledger.workspace.id, today=TODAY, matching=matching
        )
        return {group.words: [line.name for line in group.lines] for group in found if group.lines}

    assert len(names("")["dormant"]) == 10
    assert len(names("Dormant")["dormant"]) == 12
    assert names("dormant").keys() == {"dormant"}
    assert names("globex 1") == {"dormant": ["Globex 10", "Globex 11"]}
    assert names("nobody") == {}


def test_the_rest_of_a_long_list_says_how_to_see_it() -> None:
    lines = tuple(PortfolioLine(new_id(), f"P{number}", None, 0, 0, 3) for number in range(10))

    said = ledger_lists.portfolio([PortfolioGroup("at risk", 11, lines)]).text

    assert "and 1 more: /partner list at risk names them" in said
    assert "No partner's name has “zz”" in ledger_lists.portfolio([], matching="zz").text


def test_help_about_one_command_says_that_alone() -> None:
    whole = help_text(is_internal=True).text
    one = help_text(is_internal=True, about="qbr").text

    assert "/partner qbr" in one
    assert "/partner commit" not in one
    assert len(one.splitlines()) == 1
    assert help_text(is_internal=True, about="").text == whole
