import hashlib
import hmac

import pytest

from bot.web.gate import Gate, Refusal

NOW = 1_790_000_000
SECRET = "shh"
BODY = b"command=%2Fpartner"


def signed(body: bytes = BODY, *, at: int = NOW, secret: str = SECRET) -> dict[str, str]:
    base = b"v0:%d:" % at + body
    signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": str(at), "x-slack-signature": f"v0={signature}"}


@pytest.mark.parametrize("at", [NOW, NOW - 300, NOW + 300])
def test_what_slack_signed_just_now_comes_through(at: int) -> None:
    assert Gate(SECRET).refusal(signed(at=at), BODY, now=NOW) is None


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no signature"),
        pytest.param(signed(secret="other"), id="another secret"),
        pytest.param(signed(b"command=%2Fother"), id="another body"),
        pytest.param(signed(at=NOW - 301), id="too old"),
        pytest.param(signed(at=NOW + 301), id="from the future"),
        pytest.param({**signed(), "x-slack-request-timestamp": "abc"}, id="no number"),
        pytest.param({**signed(), "x-slack-request-timestamp": f" {NOW}"}, id="padded"),
        pytest.param({**signed(), "x-slack-request-timestamp": "١٧٩٠٠٠٠٠٠٠"}, id="other digits"),
        pytest.param({**signed(), "x-slack-signature": "v0=ab"}, id="short signature"),
        pytest.param({**signed(), "x-slack-signature": "v0=" + "é" * 64}, id="not ASCII"),
    ],
)
def test_what_is_not_slack_s_is_refused(headers: dict[str, str]) -> None:
    assert Gate(SECRET).refusal(headers, BODY, now=NOW) is Refusal.UNSIGNED


def test_the_same_request_again_is_refused() -> None:
    gate = Gate(SECRET)
    gate.refusal(signed(), BODY, now=NOW)

    assert gate.refusal(signed(), BODY, now=NOW + 60) is Refusal.UNSIGNED
    assert gate.refusal(signed(at=NOW + 60), BODY, now=NOW + 60) is None


def test_it_is_refused_for_as_long_as_its_timestamp_would_be_taken() -> None:
    gate = Gate(SECRET)
    ahead = signed(at=NOW + 300)

    seen = [gate.refusal(ahead, BODY, now=NOW + later) for later in (0, 1, 301, 600)]

    assert seen == [None, *[Refusal.UNSIGNED] * 3]


def test_a_forged_replay_does_not_use_up_the_real_one() -> None:
    gate = Gate(SECRET)
    gate.refusal(signed(secret="other"), BODY, now=NOW)

    assert gate.refusal(signed(), BODY, now=NOW) is None


def test_signatures_are_forgotten_when_their_time_is_over() -> None:
    gate = Gate(SECRET)
    gate.refusal(signed(), BODY, now=NOW)
    gate.refusal(signed(at=NOW + 700), BODY, now=NOW + 700)

    assert len(gate._seen) == 1


def test_what_is_too_large_or_no_text_is_refused() -> None:
    large, binary = b"a" * 1_000_001, b"\xff\xfe"

    assert Gate(SECRET).refusal(signed(large[1:]), large[1:], now=NOW) is None
    assert Gate(SECRET).refusal(signed(large), large, now=NOW) is Refusal.TOO_LARGE
    assert Gate(SECRET).refusal(signed(binary), binary, now=NOW) is Refusal.MALFORMED
