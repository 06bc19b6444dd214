"""The question of the quarter: asked where both sides read, answered in a modal of one's own."""

from dataclasses import dataclass
from uuid import UUID

from bot.rules.pulse import SCORES
from messages.audience import Block, SharedMessage, SharedView
from messages.ids import Action, Callback
from messages.inputs import input_block, radio, text_input
from messages.parts import actions, button, modal, option, section
from messages.render import render

LONGEST_WORD = 300


@dataclass(frozen=True, slots=True)
class Question:
    """The question to one partner, with what the reader answered before."""

    pulse_id: UUID
    us: str
    partner: str
    score: int | None = None
    word: str = ""


def ask(question: Question) -> SharedMessage:
    """Ask everybody in the channel; nobody's answer is seen there."""
    text = render("pulse_ask", question=question)
    answer = button("Answer", Action.PULSE_ANSWER, str(question.pulse_id), style="primary")
    return SharedMessage(text=text, blocks=[section(text), actions("pulse", answer)])


def form(question: Question) -> SharedView:
    """Ask for a number and, if one likes, a word."""
    choices = [option(f"{score}: {words}", str(score)) for score, words in SCORES.items()]
    chosen = str(question.score) if question.score else None
    word = text_input("word", initial=question.word, multiline=True, max_length=LONGEST_WORD)
    blocks: list[Block] = [
        section(render("pulse_who_reads", question=question)),
        input_block(
            "score",
            f"How is it going between {question.us} and {question.partner}?",
            radio("score", choices, initial=chosen),
        ),
        input_block("word", "In a word or two: why?", word, optional=True),
    ]
    private = {"pulse": question.pulse_id}
    return SharedView(
        modal(Callback.PULSE_ANSWER, "How is it going?", blocks, submit="Send", private=private)
    )


def thanks() -> SharedMessage:
    """Thank for the answer."""
    text = render("pulse_thanks")
    return SharedMessage(text=text, blocks=[section(text)])
