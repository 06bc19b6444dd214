"""Delivery to a request URL: signed as Slack signs, answered within 3 s."""

import hashlib
import hmac
import json
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode, urlsplit

from bot.sandbox.delivery import DEADLINE_S, Kind, Reply, Retry
from bot.sandbox.entities import App, Json

OK = 200
AN_ERROR = 300


class HttpDelivery:
    """Posts payloads to one request URL."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def deliver(self, app: App, kind: Kind, payload: Json, retry: Retry | None = None) -> Reply:
        """Post one payload; anything but 2xx in time is no answer."""
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type, **signed(app, body)}
        if retry:
            headers["X-Slack-Retry-Num"] = str(retry.attempt)
            headers["X-Slack-Retry-Reason"] = retry.reason
        connection = HTTPConnection(self._url.netloc, timeout=DEADLINE_S)
        try:
            connection.request("POST", self._url.path or "/", body, headers)
            return _reply(connection.getresponse())
        except TimeoutError:
            return Reply(error="timeout")
        except ConnectionRefusedError:
            return Reply(error="not_connected")
        except (OSError, HTTPException):
            return Reply(error="http_error")
        finally:
            connection.close()


def encode(kind: Kind, payload: Json) -> tuple[bytes, str]:
    """Return the body and its content type: commands are forms, events are JSON."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def signed(app: App, body: bytes) -> dict[str, str]:
    """Return the headers that prove a body comes from Slack, as of the real time."""
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _reply(response: HTTPResponse) -> Reply:
    body = response.read().decode()
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    if not OK <= response.status < AN_ERROR:
        return Reply(error="http_error", no_retry=no_retry)
    if not body.strip():
        return Reply()
    if response.headers.get_content_type() == "application/json":
        return Reply(json.loads(body))
    return Reply({"text": body})
