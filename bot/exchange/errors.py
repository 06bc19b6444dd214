"""What is said of a file that cannot be taken."""


class ExchangeError(ValueError):
    """One clear sentence about the file or the map as a whole; nothing was written."""


class LineError(ValueError):
    """Why one line is skipped; the others go on."""
