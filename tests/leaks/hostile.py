"""Five hundred strings that try to do something, each with a tag of its own."""

from collections.abc import Iterator
from itertools import cycle
from sqlite3 import Connection

from sqlalchemy import JSON

from storage.tables import metadata
from tests.leaks.columns import COLUMNS, Words

COUNT = 500
# {n} is the tag. What is dangerous stands beside it, so that a check can say whose it is.
SHAPES = (
    "<!channel> hq{n}",
    "<!here|here> hq{n} <!everyone>",
    "@channel hq{n} @here",
    "<@U0EVIL> hq{n} <@U0OUTSIDE|x>",
    "<!subteam^S0EVIL|@team> hq{n}",
    "<#C0SHARED|general> hq{n}",
    "<https://evil.example/{n}|click> hq{n}",
    "https://evil.example/{n} hq{n}",
    "hq{n} www.evil.example mailto:evil@evil.example",
    "<!date^1392734382^{{date}}^https://evil.example/{n}|x> hq{n}",
    ":tada::hq{n}: :+1:",
    "*hq{n}* _hq{n}_ ~hq{n}~ `hq{n}`",
    "> hq{n}",
    ">>> hq{n}\n- one\n1. two\n# three",
    "```hq{n}```",
    "hq{n}\u202egnp.exe\u202c \u2066x\u2069",
    "hq{n}\u200b\u200d\ufeff\u00ad\u2060hidden",
    "\u0645\u0631\u062d\u0628\u0627 hq{n} \u05e9\u05dc\u05d5\u05dd",
    "hq{n} Z\u0351\u036b\u0343\u032aa\u0321l\u0321g\u0321o\u0321",
    "hq{n} " + "long " * 400,
    '{{"text": "hq{n}", "blocks": [{{"type": "section"}}]}}',
    "{{{{ 7 * 7 }}}} {{% raw %}} hq{n} {{# x #}}",
    "<script>alert(hq{n})</script><img src=x onerror=y>",
    "=cmd|'/c calc'!A1 hq{n}",
    "'; DROP TABLE partner; -- hq{n}",
    "hq{n}\r\nsecond\tline\x0b\x0cthird\u2028fourth",
    "hq{n}\x00\x07\x1b[31m",
    "hq{n}\ud800\udfff",
    "hq{n}&x",
    "hq{n}&amp;x &lt;!channel&gt;",
    "hq{n} %s %(x)s {{0}} ${{x}} $(id)",
    "hq{n} \U0001f600\U0001f1e9\U0001f1ea \u3164 \ue000",
)
SINGLE = SHAPES.index("hq{n}&x")
FORMATTED = SHAPES.index("*hq{n}* _hq{n}_ ~hq{n}~ `hq{n}`")


def strings() -> list[str]:
    """Return them all, in an order that never changes."""
    shapes = cycle(SHAPES)
    return [next(shapes).format(n=number) for number in range(COUNT)]


def is_single(number: int) -> bool:
    """Say whether the string of that tag has one & that is no code of anything."""
    return number % len(SHAPES) == SINGLE


def is_formatted(number: int) -> bool:
    """Say whether the string of that tag has formatting right at its tag."""
    return number % len(SHAPES) == FORMATTED


def spoil(live: Connection, queue: Iterator[str]) -> None:
    """Put one of them into every cell of every column that holds words.

    Straight into the ledger, as an import, an older version or another program would leave it.
    """
    for name, columns in COLUMNS.items():
        for column, words in columns.items():
            if words is Words.FIXED or name == "audit" or column == "permalink":
                continue
            if isinstance(metadata.tables[name].c[column].type, JSON):
                continue
            for (row_id,) in live.execute(f'SELECT id FROM "{name}"').fetchall():
                text = next(queue).encode(errors="ignore").decode().replace("\x00", "")
                live.execute(f'UPDATE "{name}" SET {column} = ? WHERE id = ?', (text, row_id))
