"""Numbers that need not grow, only stay where they are allowed: above, below or within."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum


class GuardrailKind(StrEnum):
    """Where the number must stay."""

    ABOVE = "above"
    BELOW = "below"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Guardrail:
    """The allowed values; a bound itself is allowed, a bound of None does not bind.

    Raises ValueError when nothing binds or nothing is allowed.
    """

    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("A guardrail needs a bound.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("A guardrail's lower bound cannot be above its upper bound.")

    @property
    def kind(self) -> GuardrailKind:
        """Return where the number must stay."""
        if self.low is None:
            return GuardrailKind.BELOW
        return GuardrailKind.ABOVE if self.high is None else GuardrailKind.WITHIN

    @property
    def text(self) -> str:
        """Return what `parse_guardrail` reads back."""
        bounds = ",".join(str(bound) for bound in (self.low, self.high) if bound is not None)
        return f"{self.kind}:{bounds}"

    def holds(self, value: Decimal) -> bool:
        """Say whether ``value`` is allowed."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def parse_guardrail(text: str) -> Guardrail:
    """Read ``above:95``, ``below:2.5`` or ``within:10,20``. Raises ValueError with a sentence."""
    kind, _, rest = text.strip().lower().partition(":")
    try:
        bounds = [Decimal(word.strip()) for word in rest.split(",")]
    except InvalidOperation:
        bounds = []
    if all(bound.is_finite() for bound in bounds):
        match kind.strip(), bounds:
            case GuardrailKind.ABOVE, [low]:
                return Guardrail(low=low)
            case GuardrailKind.BELOW, [high]:
                return Guardrail(high=high)
            case GuardrailKind.WITHIN, [low, high]:
                return Guardrail(low=low, high=high)
    raise ValueError(f"{text!r} is not a guardrail; use above:95, below:2.5 or within:10,20.")
