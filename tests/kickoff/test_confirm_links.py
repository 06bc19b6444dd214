"""A link for partners without Slack: made by the owner, answered once, ended at any time."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from bot.flows.errors import Refusal
from bot.flows.kickoff import link_answers as confirm_answers
from bot.flows.kickoff import links as confirm_links
from bot.flows.kickoff import settling as kickoff_settling
from bot.flows.kickoff.link_answers import Typed
from bot.flows.kickoff.link_tokens import PATH, Links
from bot.flows.people.identity import actor_of
from bot.rules.commitments import CommitmentState
from messages.shared.kickoff_summary import summary
from storage.audit import Audit
from storage.commitments import Commitment
from storage.confirm_links import ConfirmLink
from storage.kickoffs import Kickoff
from storage.outbox import Outbox
from storage.people import Person
from tests.factories import NOW
from tests.kickoff.cast import Cast, begun, cast_of, submitted

LINKS = Links("https://bot.example", b"secret")
YES = Typed(yes=True, name="Ana Ruiz", role="CEO")
NO = Typed(yes=False, name="Ana Ruiz", role="CEO", reason="The date is wrong")


def made(session: Session) -> tuple[Cast, str]:
    """Return a cast without a shared channel, and the hash a link is kept under."""
    cast = cast_of(session, shared=False)
    submitted(session, cast)
    _, url, _ = confirm_links.make(session, cast.nadia, cast.partner.id, links=LINKS, now=NOW)
    token_hash = LINKS.read(url.rpartition("/")[2], now=NOW)
    assert token_hash is not None
    return cast, token_hash


def link(session: Session) -> ConfirmLink:
    return session.exec(select(ConfirmLink)).one()


def answer(session: Session, token_hash: str, typed: Typed = YES) -> confirm_answers.Shown:
    read = confirm_answers.shown(session, token_hash, now=NOW)
    assert read is not None
    typed = replace(typed, seen=read.seen)
    found = confirm_answers.answer(session, token_hash, typed, now=NOW)
    assert found is not None
    return found


def test_only_a_signed_address_that_is_not_over_is_read() -> None:
    token = LINKS.make(expires_at=NOW + timedelta(days=1)).url.removeprefix(
        f"https://bot.example{PATH}/"
    )
    token_id, until, signature = token.split(".")
    longer = f"{token_id}.{int(until) + 86400}.{signature}"

    assert LINKS.read(token, now=NOW) is not None
    assert LINKS.read(token, now=NOW + timedelta(days=1)) is None
    for forged in (longer, token[:-1], "", "a.b.c", f"{token}x", "é.1.x", "x" * 5000):
        assert LINKS.read(forged, now=NOW) is None
    assert Links("https://bot.example", b"other").read(token, now=NOW) is None


def test_the_address_itself_is_kept_nowhere(session: Session) -> None:
    cast = cast_of(session, shared=False)
    submitted(session, cast)

    _, url, _ = confirm_links.make(session, cast.nadia, cast.partner.id, links=LINKS, now=NOW)

    token = url.rpartition("/")[2]
    row = link(session)
    assert row.expires_at == NOW + timedelta(days=14)
    kept = str(row) + str([entry.after for entry in session.exec(select(Audit))])
    assert token.split(".")[0] not in kept


def test_only_the_owner_makes_a_link_and_only_for_what_can_be_confirmed(
    session: Session,
) -> None:
    cast = cast_of(session, shared=False)
    begun(session, cast)

    def ask(*, by_owner: bool = True, links: Links | None = LINKS) -> None:
        actor = cast.nadia if by_owner else actor_of(cast.ben)
        confirm_links.make(session, actor, cast.partner.id, links=links, now=NOW)

    with pytest.raises(Refusal, match="owner or a workspace admin"):
        ask(by_owner=False)
    with pytest.raises(Refusal, match="first, with “/partner kickoff”"):
        ask()
    with pytest.raises(Refusal, match="set PUBLIC_URL"):
        ask(links=None)


def test_a_confirmed_half_needs_no_link(session: Session) -> None:
    cast = cast_of(session, shared=False)
    done = submitted(session, cast)
    kickoff_settling.confirm(session, cast.nadia, done.held.kickoff.id, now=NOW)

    with pytest.raises(Refusal, match="confirmed its half already"):
        confirm_links.make(session, cast.nadia, cast.partner.id, links=LINKS, now=NOW)


def test_a_yes_by_link_confirms_and_says_that_nobody_verified_it(session: Session) -> None:
    cast, token_hash = made(session)

    found = answer(session, token_hash)

    assert found.page.confirmation is not None
    shown = str(summary(found.page, can_answer=True).blocks)
    assert "confirmed by Ana Ruiz (CEO) by link, unverified" in shown
    told = session.exec(select(Outbox).where(col(Outbox.rule) == "kickoff_link")).one()
    assert told.person_id == cast.partner.owner_id
    rules = [row.rule for row in session.exec(select(Outbox))]
    assert "kickoff_confirmed" not in rules, "one yes is told of once"


def test_a_name_typed_on_the_page_is_never_taken_for_somebody_known(session: Session) -> None:
    cast, token_hash = made(session)

    answer(session, token_hash, Typed(yes=True, name="Jo March", role="Rep"))

    kickoff = session.exec(select(Person).where(col(Person.name).contains("unverified"))).one()
    assert kickoff.id != cast.jo.person_id
    assert kickoff.slack_user_id is None


def test_what_is_ticked_is_accepted_and_the_rest_stays_a_question(session: Session) -> None:
    _, token_hash = made(session)
    rows = {row.title: row for row in session.exec(select(Commitment))}
    ticked = frozenset({rows["Name two reps"].id, rows["Train their reps"].id, UUID(int=1)})

    answer(session, token_hash, Typed(yes=True, name="Ana Ruiz", role="CEO", accepted=ticked))

    assert rows["Name two reps"].state is CommitmentState.ACCEPTED
    assert rows["A sandbox"].state is CommitmentState.PROPOSED


def test_a_no_keeps_the_half_open_and_shows_why(session: Session) -> None:
    _, token_hash = made(session)

    found = answer(session, token_hash, NO)

    assert found.page.confirmation is None
    shown = str(summary(found.page, can_answer=True).blocks)
    assert "Ana Ruiz (CEO) said no by link, unverified" in shown
    assert "The date is wrong" in shown


@pytest.mark.parametrize(
    "typed",
    [
        Typed(yes=True, name=" ", role="CEO"),
        Typed(yes=True, name="Ana", role=""),
        Typed(yes=False, name="Ana", role="CEO", reason="  "),
    ],
)
def test_an_answer_without_a_name_or_a_no_without_a_word_changes_nothing(
    session: Session, typed: Typed
) -> None:
    _, token_hash = made(session)

    with pytest.raises(Refusal):
        answer(session, token_hash, typed)

    assert link(session).answered_at is None


def test_a_link_is_answered_once(session: Session) -> None:
    _, token_hash = made(session)
    answer(session, token_hash)

    with pytest.raises(Refusal, match="this one had another before yours"):
        answer(session, token_hash, NO)
    again = answer(session, token_hash)  # a button pressed twice

    assert again.link.answer == "confirmed"
    assert again.page.confirmation is not None


def test_a_revoked_or_outdated_link_shows_and_takes_nothing(session: Session) -> None:
    cast, token_hash = made(session)
    later = NOW + timedelta(days=14)

    assert confirm_answers.shown(session, token_hash, now=later) is None
    kickoff = session.get_one(Kickoff, link(session).kickoff_id)
    usable = [confirm_links.usable(session, kickoff, now=each) for each in (NOW, later)]
    assert [len(each) for each in usable] == [1, 0]
    _, left = confirm_links.revoke(session, cast.nadia, link(session).id, now=NOW)

    assert left == []
    assert confirm_answers.shown(session, token_hash, now=NOW) is None
    assert confirm_answers.answer(session, token_hash, YES, now=NOW) is None
    actions = [entry.action for entry in session.exec(select(Audit))]
    assert {"confirm_link.made", "confirm_link.revoked"} <= set(actions)


def test_only_the_owner_revokes(session: Session) -> None:
    cast, _ = made(session)

    for actor in (actor_of(cast.ben), cast.jo, cast.stranger):
        with pytest.raises(Refusal):
            confirm_links.revoke(session, actor, link(session).id, now=NOW)

    assert link(session).revoked_at is None
