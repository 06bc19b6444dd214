"""What people type after /partner, and what they read in answer."""

import re
from decimal import Decimal

import pytest
from sqlmodel import col, select

from storage.commitments import Commitment
from storage.goals import Goal, Reading
from storage.partners import Partner, name_key
from storage.workspaces import Workspace
from tests.factories import NOW, make_person
from tests.handlers.conftest import ANA, BEN, GUS, INTERNAL, NADIA, RANDOM, SHARED, Office


def test_nothing_on_me_says_so_kindly(office: Office) -> None:
    assert office.types("") == "Nothing is on you. Enjoy the quiet."


def test_help_always_answers(office: Office) -> None:
    assert "/partner commit" in office.types("help")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        pytest.param("hlep", "help", id="swapped letters"),
        pytest.param("comit <@U0BEN> x", "commit", id="a letter short"),
        pytest.param("partners", "list", id="another word for it"),
    ],
)
def test_a_wrong_word_gets_the_nearest_one(office: Office, typed: str, near: str) -> None:
    assert f"Did you mean /partner {near}?" in office.types(typed)


def test_a_word_like_nothing_points_to_help(office: Office) -> None:
    said = office.types("<!channel> *xyzzy*")

    assert "/partner help" in said
    assert "<!channel>" not in said


def test_a_promise_of_my_own_is_written_down_and_on_me(office: Office) -> None:
    said = office.types("commit send the deck by Friday")

    assert said.startswith("Written down.")
    assert "*send the deck* for Acme: due Fri 27 Nov 2026" in office.types("")


def test_done_by_number_means_the_list_that_was_shown(office: Office) -> None:
    office.types("commit send the deck by Friday")
    office.types("commit book the room by tomorrow")
    office.types("")

    said = office.types("done 1")

    assert said == "Nadia Brooks marked *book the room* as done on Wed 25 Nov 2026."


def test_numbers_stay_those_of_the_list_after_one_is_done(office: Office) -> None:
    for promise in ("commit one by tomorrow", "commit two by Friday", "commit three by 1 Dec"):
        office.types(promise)
    office.types("")

    office.types("done 1")

    assert "*two*" in office.types("done 2")


def test_move_takes_a_number_or_a_title_and_any_way_to_write_a_day(office: Office) -> None:
    office.types("commit send the deck by Friday")
    office.types("")

    assert "moved *send the deck* to Tue 1 Dec 2026" in office.types("move 1 1 Dec")
    assert "moved *send the deck* to Mon 7 Dec 2026" in office.types("move the deck to 2026-12-07")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("done", "Say which one", id="done without which"),
        pytest.param("done 7", "I haven't shown you a list yet", id="a number before any list"),
        pytest.param("done the moon", "I find no open commitment", id="a title nobody has"),
        pytest.param("move", "Say what to move, and to when", id="move without anything"),
        pytest.param("move 1 someday", "Say what to move, and to when", id="no day"),
        pytest.param("log", "Say what and how much", id="log without anything"),
        pytest.param("log won value lots", "can't find a number", id="no number"),
        pytest.param("log won value 5 as of never", "can't read “never” as a day", id="no day"),
        pytest.param("log won value 5", "There is no open goal with Acme", id="no goal"),
        pytest.param("goal won value 100", "Say by when", id="goal without a date"),
        pytest.param("goal won value by Friday", "can't find the target", id="no target"),
        pytest.param("goal 0 to 100 by Friday", "Say what is measured", id="no metric"),
        pytest.param("show Acne", "Did you mean Acme?", id="a misspelt partner"),
        pytest.param("todo Zzz", "I don't know a partner called", id="no such partner"),
        pytest.param("commit @nobody send it by Friday", "who @nobody is", id="nobody's name"),
        pytest.param("commit x by yesterday", "Choose today or a later day", id="a day gone by"),
    ],
)
def test_wrong_input_gets_one_clear_sentence(office: Office, typed: str, sentence: str) -> None:
    assert sentence in office.types(typed)


def test_part_of_another_partners_name_never_ends_up_in_this_channels_ledger(
    office: Office,
) -> None:
    with office.database.across_workspaces.transaction() as session:
        acme = session.exec(select(Partner).where(col(Partner.name) == "Acme")).one()
        globex = Partner(
            workspace_id=acme.workspace_id,
            name="Globex Corporation",
            name_key=name_key("Globex Corporation"),
            created_at=NOW,
        )
        session.add(globex)

    said = office.types("goal Globex won value 0 to 100 USD by 31 Dec")

    assert "Goal written down for Globex Corporation." in said
    assert "won value: 42 USD" in office.types("log globex won value 42").replace("*", "")


def test_one_letter_is_no_part_of_a_title(office: Office) -> None:
    office.types("commit fix the price list by Friday")

    assert "I find no open commitment “x”" in office.types("move x Friday")
    assert "moved *fix the price list*" in office.types("move price +3d")


def test_a_goal_and_its_number_are_taken_from_one_line_each(office: Office) -> None:
    assert "Goal written down for Acme." in office.types(
        "goal Acme won value 0 to 100,000 USD by 31 Dec"
    )

    said = office.types("log Acme won value 42,000 as of 2026-11-20", channel=RANDOM)

    assert "updated *won value*: 42,000 USD as of Fri 20 Nov 2026" in said
    with office.database.across_workspaces.reading() as session:
        goal = session.exec(select(Goal)).one()
        assert (goal.unit, goal.newest_value) == ("USD", Decimal(42000))
        assert session.exec(select(Reading)).one().value == Decimal(42000)


def test_a_number_in_another_unit_is_not_converted(office: Office) -> None:
    office.types("goal won value 0 to 100,000 USD by 31 Dec")

    assert "I don't convert" in office.types("log won value €42,000")


def test_a_promise_for_a_colleague_asks_them(office: Office) -> None:
    said = office.types("commit <@U0BEN> train the reps by 1 Dec")
    office.deliver()

    assert "I am asking Ben Vogt whether it is right." in said
    [asked] = office.direct(BEN)
    assert asked.text.startswith("Nadia Brooks wrote this down for you. Is it right?")


def test_a_promise_of_theirs_is_asked_in_the_shared_channel(office: Office) -> None:
    office.types("commit <@U0ANA> share the account list by 1 Dec", channel=SHARED)
    office.deliver()

    [asked] = office.sandbox.world.messages(SHARED, viewer=ANA)
    office.press(asked, "commitment.accept", by=ANA)

    assert office.sandbox.world.messages(SHARED, viewer=ANA)[0].text == (
        "Ana Ruiz of Acme accepted *share the account list*."
    )


def test_a_commitment_without_a_date_is_asked_for_in_a_modal(office: Office) -> None:
    office.types("commit <@U0BEN> train the reps")

    assert office.form()["callback_id"] == "commitment.new"
    office.submit({"due_on": "2026-12-01"})
    with office.database.across_workspaces.reading() as session:
        made = session.exec(select(Commitment)).one()
        assert (made.title, str(made.due_on)) == ("train the reps", "2026-12-01")


def test_a_command_without_a_partner_asks_which_and_goes_on(office: Office) -> None:
    office.types("goal won value 0 to 100 by 31 Dec")
    said = office.types("log won value 42", channel=RANDOM)
    asked = office.whisper(NADIA, RANDOM)
    assert asked is not None
    assert said.startswith("Which partner is this about?")

    [menu] = asked.blocks[1]["elements"]
    office.press(asked, "partner.pick", selected=menu["options"][0]["value"])

    assert "updated *won value*: 42 as of" in office.whispered(NADIA, RANDOM)


@pytest.mark.parametrize(("typed", "answer"), [("health", "Acme. Health:"), ("qbr", "Acme")])
def test_what_is_only_read_asks_which_partner_and_shows_it_to_a_viewer(
    office: Office, typed: str, answer: str
) -> None:
    with office.database.across_workspaces.transaction() as session:
        home = session.exec(select(Workspace)).one()
        make_person(session, home, name="Ben Vogt", slack_user_id=BEN, only_looks=True)
    office.types(typed, by=BEN, channel=RANDOM)
    asked = office.whisper(BEN, RANDOM)
    assert asked is not None

    [menu] = asked.blocks[1]["elements"]
    office.press(asked, "partner.pick", by=BEN, selected=menu["options"][0]["value"])

    assert answer in office.whispered(BEN, RANDOM)
    assert "can look, but not change" in office.types("qbr Acme 1 Mar", by=BEN)


def test_the_list_never_gives_one_total(office: Office) -> None:
    said = office.types("list")

    assert "1 paper, 0 activating, 0 active, 0 at risk, 0 dormant" in said
    assert "• *Acme* (no owner)" in said


def test_show_holds_goals_and_commitments_of_both_sides(office: Office) -> None:
    office.types("goal won value 0 to 100,000 USD by 31 Dec")
    office.types("commit send the deck by Friday")

    said = office.types("show acme")

    assert "*won value*: not measured yet." in said
    assert "1. *send the deck* for Acme" in said


def test_in_a_channel_others_read_the_answer_comes_as_a_direct_message(office: Office) -> None:
    said = office.types("show", channel=SHARED)

    assert "I sent you the answer in a direct message" in said
    assert "*Acme*: signed" in office.direct(NADIA)[-1].text


def test_adding_a_partner_ties_the_channel_it_was_added_in(office: Office) -> None:
    office.types("add Globex & Sons", channel=RANDOM)

    assert office.submit({}).ok
    assert "*Globex &amp; Sons*" in office.types("show", channel=RANDOM)


def test_a_channel_others_read_cannot_be_called_ours_alone(office: Office) -> None:
    office.types("add Globex", channel=RANDOM)
    office.sandbox.world.channels[RANDOM].shared_with = ["T0ACME"]

    outcome = office.submit({"channel": "internal"})

    assert "can't be ours alone" in outcome.errors["channel"]


def test_a_partner_of_that_name_is_refused_under_the_field(office: Office) -> None:
    office.types("add ACME", channel=RANDOM)

    assert office.submit({}).errors == {"name": "There is a partner called “ACME” already."}


def test_a_guest_sees_only_what_both_sides_agreed(office: Office) -> None:
    office.types("goal won value 0 to 100,000 USD by 31 Dec")
    office.types("commit send the deck by Friday")

    said = office.types("show", by=GUS, channel=SHARED)

    assert "*send the deck*" in said
    assert "won value" not in said  # not agreed by them yet
    assert "yours to use" in office.types("list", by=GUS, channel=SHARED)
    assert "/partner list" not in office.types("help", by=GUS, channel=SHARED)


def test_a_draft_of_ours_is_shown_to_nobody_of_the_partner(office: Office) -> None:
    office.types("commit <@U0BEN> undercut their price by 1 Dec")
    with office.database.across_workspaces.reading() as session:
        draft = session.exec(select(Commitment)).one()

    for typed in ("show", "todo acme", "", "done undercut their prices", "move price 2 Dec"):
        said = office.types(typed, by=GUS, channel=SHARED)
        assert re.search(r"undercut their price\b", said) is None
        shown = office.whisper(GUS, SHARED)
        assert str(draft.id) not in str(shown and shown.blocks)

    assert "undercut their price" in office.types("show")


def test_no_answer_is_ever_public(office: Office) -> None:
    for typed in ("", "help", "list", "show", "todo acme", "commit x by Friday", "nonsense"):
        office.types(typed)

    seen_by_ben = office.sandbox.world.messages(INTERNAL, viewer=BEN)
    assert seen_by_ben == []


def test_a_partner_whose_name_begins_with_link_has_its_kickoff_and_its_link(
    office: Office,
) -> None:
    for name in ("Link Systems", "Linkage"):
        office.types(f"add {name}", channel=RANDOM)
        assert office.submit({}).ok

    for typed in ("kickoff Link Systems", "kickoff link sys"):
        office.types(typed, channel=RANDOM)
        assert "Link Systems" in str(office.form()["blocks"])

    for typed in ("kickoff link", "kickoff link Acme", "kickoff link Link Systems"):
        assert "needs an address of ours" in office.types(typed)


def test_links_are_made_for_a_partner_that_is_called_link(office: Office) -> None:
    office.types("add Link", channel=RANDOM)
    assert office.submit({}).ok

    office.types("kickoff Link", channel=RANDOM)
    assert "Link" in str(office.form()["blocks"])
    assert "needs an address of ours" in office.types("kickoff link link")


def test_a_number_in_points_is_counted(office: Office) -> None:
    office.types("goal score 0 to 100 pts by 31 Dec")

    said = office.types("log score 12 pts")

    assert "PTS" not in office.types("show") + said
    assert "score" in said
