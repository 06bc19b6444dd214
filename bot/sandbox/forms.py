"""What an app sends in the body of a call: JSON, a form, or parts."""

import json
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.entities import Json


def parts(content_type: str, body: bytes) -> dict[str, bytes]:
    """Return the parts of a multipart body by name."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    parsed = BytesParser().parsebytes(head + body)
    found: dict[str, bytes] = {}
    for part in parsed.walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            found[name] = _content(part)
    return found


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


async def arguments(request: Request) -> Json:
    """Return a call's arguments, sent as JSON, as a form, or in the address.

    JSON nulls are as if they were not there. Raises ValueError for broken JSON.
    """
    args: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    body = await request.body()
    if content_type.startswith("application/json"):
        given = json.loads(body) if body else {}
        if not isinstance(given, dict):
            raise ValueError("not an object")
        args |= given
    elif content_type.startswith("multipart/"):
        args |= {name: part.decode() for name, part in parts(content_type, body).items()}
    else:
        args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return {name: value for name, value in args.items() if value is not None}
