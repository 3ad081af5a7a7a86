import json

import pytest
import structlog

from nexus.platform import logging
from nexus.platform.redaction import hidden
from tests.conftest import SignedIn

PASSWORD = "hunter" + "2"


@pytest.fixture(autouse=True)
def as_it_was():
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def failing(password: str) -> None:
    raise RuntimeError("it broke")


def log_a_failure(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> str:
    logging.configure(json=as_json)
    log = structlog.get_logger()
    try:
        failing(PASSWORD)
    except RuntimeError:
        log.exception("request.broke", quote=17, api_key="k-123")
    return capsys.readouterr().out


@pytest.mark.parametrize("as_json", [True, False])
def test_neither_locals_nor_secrets_are_logged(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    said = log_a_failure(capsys, as_json=as_json)
    assert "it broke" in said
    assert PASSWORD not in said
    assert "k-123" not in said


def test_a_line_for_machines_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(log_a_failure(capsys, as_json=True))
    assert (said["event"], said["level"], said["quote"]) == ("request.broke", "error", 17)
    assert said["timestamp"].endswith("Z")


URL = "postgresql://nexus_app:hunter2@db:5432/nexus"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"

SECRETIVE = [
    ("/api/v1/socket?token=hunter2&page=2", "/api/v1/socket?token=***&page=2"),
    ("/reset-password?reset_token=hunter2", "/reset-password?reset_token=***"),
    ("Authorization: Bearer hunter2hunter2", "Authorization: Bearer ***"),
    ("bearer hunter2.hunter2", "bearer ***"),
    (f"cannot reach {URL}", "cannot reach postgresql://nexus_app:***@db:5432/nexus"),
    ("redis://:hunter2@cache:6379/0 is away", "redis://:***@cache:6379/0 is away"),
    ('{"password": "hunter2", "name": "Ada"}', '{"password": ***, "name": "Ada"}'),
    ("password=hunter2; user=ada", "password=***; user=ada"),
    (f"got {JWT} from ada", "got *** from ada"),
    ("key nxs_live_4711_hunter2", "key ***"),
]
HARMLESS = ["/api/v1/quotes?page=2", "https://shop.example/a@b", "token.reused", "an e-mail to ada@shop.example", ""]


@pytest.mark.parametrize(("text", "shown"), SECRETIVE)
def test_secrets_inside_of_texts_are_hidden(text: str, shown: str) -> None:
    assert hidden(text) == shown


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_is_left_as_it_is(text: str) -> None:
    assert hidden(text) == text


@pytest.mark.parametrize("as_json", [True, False])
def test_secrets_are_hidden_however_deep_they_stand(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    logging.configure(json=as_json)
    headers = {"Authorization": "Basic hunter2hunter2", "Accept": "*/*"}
    structlog.get_logger().warning("cache.lost", reason=f"no answer of {URL}", headers=headers, tried=[URL, (URL,)])
    said = capsys.readouterr().out
    assert "hunter2" not in said
    assert "nexus_app:***@db" in said
    assert "*/*" in said


def unreachable(url: str) -> None:
    raise ConnectionError(f"cannot reach {url}")


@pytest.mark.parametrize("as_json", [True, False])
def test_secrets_in_what_an_error_says_are_hidden(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    logging.configure(json=as_json)
    try:
        unreachable(URL)
    except ConnectionError as error:
        structlog.get_logger().exception("request.broke", error=error)
    said = capsys.readouterr().out
    assert "cannot reach" in said
    assert "hunter2" not in said


@pytest.mark.anyio
async def test_a_request_is_logged_with_its_ids_its_tenant_and_its_user(
    capsys: pytest.CaptureFixture[str], admin: SignedIn
) -> None:
    logging.configure(json=True)
    headers = {"x-request-id": "r-17", "x-correlation-id": "c-17"}
    await admin.client.get("/api/v1/quotes?token=hunter2", headers=headers)
    line = capsys.readouterr().out.splitlines()[-1]
    said = json.loads(line)
    assert (said["event"], said["path"], said["status"]) == ("request", "/api/v1/quotes", 200)
    assert (said["request"], said["correlation"]) == ("r-17", "c-17")
    assert (said["tenant"], said["user"]) == (admin.actor.tenant, admin.actor.user)
    assert "hunter2" not in line
    assert admin.client.headers["authorization"] not in line
