"""What was sent to us, never more of it than is wanted."""

from starlette.requests import Request


async def read(request: Request, *, most: int) -> bytes | None:
    """Return the body, or None as soon as it is more than so many bytes."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return bytes(body)
