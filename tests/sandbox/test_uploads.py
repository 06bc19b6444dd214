"""The three steps of an upload, and what goes wrong on the way."""

import json

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox.refusals import code


def test_bytes_come_back_as_they_went(client: WebClient, sandbox: Sandbox) -> None:
    content = bytes(range(256)) * 40
    place = client.files_getUploadURLExternal(filename="goals.png", length=len(content))
    with httpx.Client() as http:
        http.post(place["upload_url"], content=content)
        client.files_completeUploadExternal(files=[{"id": place["file_id"], "title": "Goals"}])
        url = client.files_info(file=place["file_id"])["file"]["url_private"]
        answer = http.get(sandbox.url + url)

    assert answer.content == content
    assert answer.headers["content-type"] == "image/png"


def test_a_form_with_parts_is_an_upload_too(client: WebClient, sandbox: Sandbox) -> None:
    content = b"\x00line\r\nline\xff\r\n"
    place = client.files_getUploadURLExternal(filename="a.bin", length=len(content))
    with httpx.Client() as http:
        http.post(place["upload_url"], files={"file": ("a.bin", content)})

    assert sandbox.world.files[place["file_id"]].content == content


@pytest.mark.parametrize(
    ("sent", "error"), [(None, "file_not_found"), (b"x", "file_upload_size_mismatch")]
)
def test_an_upload_that_never_came_whole_is_not_completed(
    sent: bytes | None, error: str, client: WebClient
) -> None:
    place = client.files_getUploadURLExternal(filename="a.png", length=5)
    if sent:
        httpx.post(place["upload_url"], content=sent)

    named = json.dumps([{"id": place["file_id"]}])
    assert code(client, "files.completeUploadExternal", files=named) == error


def test_a_deleted_file_is_gone_everywhere(client: WebClient, sandbox: Sandbox) -> None:
    client.files_upload_v2(filename="pack.pptx", content=b"deck", channel="C0INT")
    [message] = sandbox.world.messages("C0INT")

    client.files_delete(file=message.files[0])

    assert message.files == []
    assert code(client, "files.info", file="F00000000") == "file_not_found"


def test_broken_json_is_said_to_be_broken(sandbox: Sandbox) -> None:
    head = {"Content-Type": "application/json", "Authorization": "Bearer xoxb-sandbox"}

    answer = httpx.post(sandbox.api_url + "auth.test", content=b"{", headers=head)

    assert answer.json() == {"ok": False, "error": "invalid_json"}
