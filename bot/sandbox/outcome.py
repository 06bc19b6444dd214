"""What a person sees come of something they did."""

from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.entities import Json, View

Result = Literal["", "closed", "cleared", "updated", "pushed", "errors"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the app answered in time, and what its answer did.

    ``error`` is the sentence Slack's own window would show ("" when there is none).
    ``ack`` is the app's answer; ``errors`` are a refused modal's, by block_id;
    ``result`` says what became of a submitted modal, and ``view`` is the one now on top.
    ``options`` are the suggestions of a select that asks the app.
    """

    ok: bool
    error: str = ""
    ack: Json | None = None
    errors: dict[str, str] = field(default_factory=dict)
    result: Result = ""
    view: View | None = None
    options: list[Json] = field(default_factory=list)
