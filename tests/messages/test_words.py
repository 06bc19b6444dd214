"""Slack's markup, as a person reads it where there is no Slack to draw it."""

import pytest

from messages.words import as_words, mentioned


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1> by then", "Nadia Brooks by then"),
        ("<@U9|lena>", "lena"),
        ("<@U9>", "somebody"),
        ("in <#C1|acme-internal>", "in #acme-internal"),
        ("<#C1|>", "a channel"),
        ("<!here> please", "@here please"),
        ("<!date^1764000000^{date}|2025-11-24>", "2025-11-24"),
        (
            "<https://acme.example/x?a=1&amp;b=2|our program>",
            "our program (https://acme.example/x?a=1&b=2)",
        ),
        ("<https://acme.example>", "https://acme.example"),
        ("<https://acme.example|acme.example>", "https://acme.example"),
        ("I send <the logo>", "I send <the logo>"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
    ],
)
def test_markup_reads_as_slack_would_show_it(text: str, shown: str) -> None:
    assert as_words(text, {"U1": "Nadia Brooks"}) == shown


def test_everybody_who_is_mentioned_is_found_once() -> None:
    assert mentioned(["<@U1> and <@U2|ben>", "again <@U1>", "@nobody"]) == {"U1", "U2"}
