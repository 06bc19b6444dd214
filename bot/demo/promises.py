"""What both sides promised each other before the demo begins."""

from dataclasses import dataclass

from bot.demo import cast
from storage.people import Side


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment; its days are working days of its owner from the first day of the demo on.

    Negative ones lie before it. ``owner`` is one of our people, or None for the partner's own
    person. ``done_in`` None: open.
    """

    slug: str
    title: str
    due_in: int
    owner: str | None = None
    done_in: int | None = None
    test_of_done: str | None = None

    @property
    def side(self) -> Side:
        """Whose promise it is."""
        return Side.THEIRS if self.owner is None else Side.OURS


PROMISES = (
    Promise("acme", "Send the joint value story", 1, cast.MANAGER, test_of_done="Both approved it"),
    Promise("acme", "Name two reps per region", 2),
    Promise("acme", "Share the Q3 account map", -14, cast.SELLER, done_in=-16),
    Promise("acme", "Register the first joint deal", -22, done_in=-20),
    Promise("acme", "Publish the joint customer story", -8, cast.MANAGER, done_in=-6),
    Promise("acme", "Open the partner portal to our reps", -11, done_in=-11),
    Promise("domzoom", "Run the enablement hour for their reps", 3, cast.ENGINEER),
    Promise("domzoom", "Send the list of shared accounts", 1, cast.SELLER),
    Promise("domzoom", "Confirm the marketing budget", 4),
    Promise("funholding", "Fix the price list for resale", 2, cast.MANAGER),
    Promise("globex", "Deliver the connector for their order system", 1, cast.ENGINEER),
    Promise("globex", "Introduce the regional sales lead", -2),
    Promise("greenplus", "Translate the pitch into Japanese", 5),
    Promise("hottechi", "Book the quarterly field day", 2, cast.SELLER),
    Promise("hottechi", "Send the certified engineers' names", 1),
    Promise("initech", "Answer the security questionnaire", 2, cast.ENGINEER),
    Promise("initech", "Propose the joint webinar date", 4, cast.MANAGER),
    Promise("massive", "Return the signed data agreement", -1),
    Promise("rontech", "Send the demo units", 1, cast.SELLER, test_of_done="Units at their lab"),
    Promise("umbrella", "Approve the case study", 6),
    Promise("zoomit", "Set up the shared test environment", 3, cast.ENGINEER),
)
