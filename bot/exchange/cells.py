"""Cells that no spreadsheet runs, and back."""

import re

# Where a spreadsheet may begin a cell: at its start, after a line break or a separator of some
# country. Spaces and what nobody sees may come first; full-width signs count as the plain ones.
_BEGIN = r"(?:^|(?<=[;\t\r\n\x85\u2028\u2029]))"
_UNSEEN = r"(?P<unseen>[ \xa0\u1680\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff]*)"
_SIGN = r"(?=[=+\-@|%\uff1d\uff0b\uff0d\ufe63\u2212\uff20\uff5c\uff05]|[\t\r])"
# No sheet of an XLSX file can hold them, nor UTF-8 the halves of a pair.
_UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RUNS = re.compile(_BEGIN + _UNSEEN + _SIGN)
_DEFUSED = re.compile(_BEGIN + "'" + _UNSEEN + _SIGN)


def defused(text: str) -> str:
    """Return ``text`` with an apostrophe wherever a spreadsheet would take it for a formula.

    What no file can hold is left out.
    """
    return _RUNS.sub(r"'\g<unseen>", _UNKEPT.sub("", text))


def restored(text: str) -> str:
    """Return the text as it was before ``defused`` put its apostrophes in."""
    return _DEFUSED.sub(r"\g<unseen>", text)
