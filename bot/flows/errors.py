"""What a person is told when what they asked for cannot be done."""


class Refusal(ValueError):  # noqa: N818 - an answer to a person, not a fault
    """One clear sentence for the person who asked; nothing was changed.

    It may be shown to a partner's person, so it never holds an INTERNAL fact.
    ``block_id`` names the modal's field it is about.
    """

    def __init__(self, sentence: str, *, block_id: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.block_id = block_id


class NotAllowed(Refusal):
    """A refusal for want of the right to it, which goes into the trail."""
