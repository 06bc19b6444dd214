"""Who may do what; what is not allowed is denied."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.policy import OUTSIDE_SENTENCE, ActorFacts, Refusal, Who, allowed

STRANGER = ActorFacts()
OUR_REP = ActorFacts(is_internal=True)
LOOKER = ActorFacts(is_internal=True, only_looks=True)
OWNER = ActorFacts(is_internal=True, owns_partner=True)
ADMIN = ActorFacts(is_internal=True, is_admin=True)
THEIR_REP = ActorFacts(is_partner_person=True)
THEIR_ITEM_OWNER = ActorFacts(is_partner_person=True, owns_item=True)
OUR_ITEM_OWNER = ActorFacts(is_internal=True, owns_item=True)
NOT_NAMED = ActorFacts(is_internal=True, others_work_with_it=True)


@pytest.mark.parametrize(
    ("who", "welcome"),
    [
        (Who.READER, [OUR_REP, LOOKER, NOT_NAMED, OWNER, ADMIN, THEIR_REP]),
        (Who.VIEWER, [OUR_REP, LOOKER, NOT_NAMED, OWNER, ADMIN]),
        (Who.ANYONE_INSIDE, [OUR_REP, OWNER, ADMIN]),
        (Who.PARTNER_PERSON, [OUR_REP, OWNER, ADMIN, THEIR_REP]),
        (Who.ITEM_OWNER, [OUR_ITEM_OWNER, THEIR_ITEM_OWNER, OWNER, ADMIN]),
        (Who.PARTNER_OWNER, [OWNER, ADMIN]),
        (Who.ADMIN, [ADMIN]),
    ],
)
def test_each_circle_holds_just_its_people(who: Who, welcome: list[ActorFacts]) -> None:
    everybody = [
        STRANGER,
        OUR_REP,
        LOOKER,
        NOT_NAMED,
        OWNER,
        ADMIN,
        THEIR_REP,
        THEIR_ITEM_OWNER,
        OUR_ITEM_OWNER,
    ]
    let_in = [actor for actor in everybody if allowed(who, actor) is None]
    both = {THEIR_REP: THEIR_ITEM_OWNER, OUR_REP: OUR_ITEM_OWNER}
    same_circle = [both[actor] for actor in welcome if actor in both]
    assert set(let_in) == {*welcome, *same_circle}


def test_what_declares_nobody_is_open_to_nobody() -> None:
    assert allowed(None, ADMIN) == Refusal("nobody", OUTSIDE_SENTENCE)


def test_an_outsider_learns_nothing_from_a_refusal() -> None:
    sentences = {refusal.sentence for who in Who if (refusal := allowed(who, STRANGER)) is not None}
    assert sentences == {OUTSIDE_SENTENCE}


def test_one_of_us_is_told_who_can() -> None:
    refusal = allowed(Who.PARTNER_OWNER, OUR_REP)
    assert refusal == Refusal(
        "partner_owner", "Only the partner's owner or a workspace admin can do this."
    )
    looking = allowed(Who.ANYONE_INSIDE, LOOKER)
    assert looking is not None
    assert looking.sentence.startswith("You can look, but not change")
    others = allowed(Who.PARTNER_PERSON, NOT_NAMED)
    assert others is not None
    assert "others were named to work with this partner" in others.sentence


def test_the_page_on_security_says_of_every_circle_and_role_what_holds() -> None:
    roles = {
        "viewer": LOOKER,
        "not named for it": NOT_NAMED,
        "member": OUR_REP,
        "partner's owner": OWNER,
        "admin": ADMIN,
        "partner's person": THEIR_REP,
        "anybody else": STRANGER,
    }
    page = Path("docs/security.md").read_text(encoding="utf-8")
    table = page.split("## Roles", 1)[1].split("\n## ", 1)[0]
    head, _, *rows = [line.strip("| ").split(" | ") for line in table.splitlines() if "|" in line]
    said = {
        (circle.rsplit("`", 2)[1], role): cell == "yes"
        for circle, *cells in rows
        for role, cell in zip(head[1:], cells, strict=True)
    }
    assert said == {
        (who.value, name): allowed(who, role) is None for who in Who for name, role in roles.items()
    }


ACTORS = st.builds(ActorFacts, *[st.booleans()] * 7)


@given(ACTORS)
def test_owning_or_administering_alone_never_lets_an_outsider_in(actor: ActorFacts) -> None:
    outsider = replace(actor, is_internal=False, is_partner_person=False)
    assert [who for who in Who if allowed(who, outsider) is None] == [Who.ANYBODY]


@given(ACTORS)
def test_who_only_looks_changes_nothing(actor: ActorFacts) -> None:
    looker = replace(actor, is_internal=True, only_looks=True, is_partner_person=False)
    assert [who for who in Who if allowed(who, looker) is None] == [
        Who.ANYBODY,
        Who.READER,
        Who.VIEWER,
    ]


@given(ACTORS)
def test_who_was_not_named_for_a_partner_changes_only_what_is_their_own(
    actor: ActorFacts,
) -> None:
    one = replace(
        actor,
        is_internal=True,
        is_admin=False,
        owns_partner=False,
        only_looks=False,
        is_partner_person=False,
        others_work_with_it=True,
    )
    changing = {who for who in Who if allowed(who, one) is None} - {
        Who.ANYBODY,
        Who.READER,
        Who.VIEWER,
    }
    own = {Who.ANYONE_INSIDE, Who.PARTNER_PERSON, Who.ITEM_OWNER}
    assert changing == (own if actor.owns_item else set())
