"""What holds of everything said in any story: no preview is fetched, no typed command is shown."""

from bot.sandbox import Sandbox

WRITES = {"chat.postMessage", "chat.update", "chat.postEphemeral"}
OFF = {False, "0", "false", "False"}


def check_quiet(sandbox: Sandbox) -> None:
    """Fail when a call left Slack to unfurl a link, or an answer made a command public."""
    loud = [
        (call.method, call.args.get("channel"))
        for call in sandbox.calls
        if call.method in WRITES
        and not OFF.issuperset(call.args.get(each) for each in ("unfurl_links", "unfurl_media"))
    ]
    assert loud == [], f"previews are not off in {loud}"
    shown = [
        message.text
        for channel in list(sandbox.world.channels.values())
        for message in channel.messages
        if message.subtype == "slash_command"
    ]
    assert shown == [], f"typed commands are shown to all: {shown}"
