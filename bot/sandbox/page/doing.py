"""What a person does on the page, handed on to the local Slack's acts."""

from collections.abc import Callable

from bot.sandbox.entities import Json
from bot.sandbox.interactions import Ref
from bot.sandbox.outcome import Outcome
from bot.sandbox.server import Sandbox


def do(sandbox: Sandbox, asked: Json) -> Json:
    """Do one act; return whether the app answered and the sentence to show if not.

    A mistake in the request itself comes back as an error too, never as a traceback.
    """
    act = ACTS.get(str(asked.get("act")))
    if act is None:
        return {"ok": False, "error": f"There is no act named {asked.get('act')!r}."}
    try:
        outcome = act(sandbox, asked)
    except KeyError as error:
        return {"ok": False, "error": f"Slack does not know {error.args[0]}."}
    except (LookupError, ValueError) as error:
        return {"ok": False, "error": str(error)}
    return {
        "ok": outcome.ok,
        "error": outcome.error,
        "errors": outcome.errors,
        "result": outcome.result,
        "options": outcome.options,
    }


def _ref(asked: Json) -> Ref:
    return asked["view"] if asked.get("view") else (asked["channel"], asked["ts"])


def _command(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.command(
        asked["user"],
        asked["channel"],
        asked["command"],
        asked.get("text", ""),
        thread_ts=asked.get("thread_ts"),
    )


def _press(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.press(
        asked["user"],
        _ref(asked),
        asked["action_id"],
        block_id=asked.get("block_id"),
        value=asked.get("value"),
        selected=asked.get("selected"),
    )


def _fill(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.fill(
        asked["user"], _ref(asked), asked["block_id"], asked["action_id"], asked.get("raw")
    )


def _submit(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.submit(asked["user"], asked["view"], asked.get("values"))


def _close(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.close(asked["user"], asked["view"], clear=bool(asked.get("clear")))


def _shortcut(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.shortcut(asked["user"], asked["callback_id"])


def _message_shortcut(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.message_shortcut(
        asked["user"], asked["channel"], asked["ts"], asked["callback_id"]
    )


def _say(sandbox: Sandbox, asked: Json) -> Outcome:
    sandbox.acts.say(asked["user"], asked["channel"], asked["text"], asked.get("thread_ts"))
    return Outcome(ok=True)


def _open_home(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.open_home(asked["user"], asked.get("tab", "home"))


def _suggest(sandbox: Sandbox, asked: Json) -> Outcome:
    return sandbox.acts.suggest(
        asked["user"], _ref(asked), asked["action_id"], asked["block_id"], asked["typed"]
    )


ACTS: dict[str, Callable[[Sandbox, Json], Outcome]] = {
    "command": _command,
    "press": _press,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "say": _say,
    "open_home": _open_home,
    "suggest": _suggest,
}
