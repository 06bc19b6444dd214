"""Which partner is meant, and whose it is."""

import pytest
from sqlmodel import Session

from bot.flows.actors import System
from bot.flows.errors import Refusal
from bot.flows.partners import record as partners
from bot.flows.partners.record import PartnerTerms
from storage.partners import ChannelKind
from tests.factories import NOW, make_channel, make_partner, make_person
from tests.ledger.conftest import Ledger

BY = System("test")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("Acne", "Did you mean Acme?", id="a slip of the keyboard"),
        pytest.param("Ac", "could be Acme, Acorn", id="a start that several have"),
        pytest.param("Zzz", "/partner list shows all", id="nothing like it"),
    ],
)
def test_a_partner_that_is_not_clear_is_asked_back(
    session: Session, ledger: Ledger, typed: str, sentence: str
) -> None:
    make_partner(session, ledger.workspace, name="Acorn")

    with pytest.raises(Refusal) as refused:
        partners.find(session, ledger.acting(ledger.nadia), typed)

    assert sentence in refused.value.sentence


def test_the_partners_people_never_learn_of_another_partner(
    session: Session, ledger: Ledger
) -> None:
    make_partner(session, ledger.workspace, name="Globex")

    with pytest.raises(Refusal) as refused:
        partners.find(session, ledger.acting(ledger.jo), "Globex")

    assert "Did you mean" not in refused.value.sentence


def test_a_name_is_taken_however_it_is_cased(session: Session, ledger: Ledger) -> None:
    terms = PartnerTerms("  ACME ")

    with pytest.raises(Refusal) as refused:
        partners.add(session, terms, workspace_id=ledger.workspace.id, actor=BY, now=NOW)

    assert refused.value.block_id == "name"


def test_a_channel_belongs_to_one_partner(session: Session, ledger: Ledger) -> None:
    globex = make_partner(session, ledger.workspace, name="Globex")
    taken = make_channel(session, ledger.acme)

    with pytest.raises(Refusal, match="belongs to another partner"):
        partners.link_channel(
            session,
            globex,
            slack_channel_id=taken.slack_channel_id,
            kind=ChannelKind.INTERNAL,
            actor=BY,
            now=NOW,
        )


def test_only_the_owner_or_an_admin_hands_a_partner_over(session: Session, ledger: Ledger) -> None:
    ben = make_person(session, ledger.workspace, name="Ben Vogt")

    with pytest.raises(Refusal, match="owner or a workspace admin"):
        partners.set_people(
            session,
            ledger.acme,
            owner_id=ben.id,
            sponsor_id=None,
            actor=ledger.acting(ben),
            now=NOW,
        )
