import json

import pytest
import structlog

from nexus.platform import logging

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
