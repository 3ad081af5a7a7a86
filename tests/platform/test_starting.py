"""What stops a start in production: one message with everything that is wrong, of settings and database alike."""

import base64
import secrets

import pytest

from nexus.cli.doctor import examine as doctor
from nexus.platform.embedded import Embedded
from nexus.platform.secrets import weakness
from nexus.platform.settings import Settings, SettingsError
from nexus.platform.starting import examine, settings_to_serve

GOOD = "kT3vQ9zLm2XwR7bNc5YpH8dFg4JsA6eU"


def production(monkeypatch: pytest.MonkeyPatch, settings: Settings, **over: str) -> None:
    assert settings.database_url
    assert settings.redis_url
    names = {
        "ENVIRONMENT": "production",
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "REDIS_URL": settings.redis_url.get_secret_value(),
        "NEXUS_HOME": str(settings.home),
        "NEXUS_JWT_SECRET": GOOD,
        "ADMIN_EMAIL": "admin@shop.example",
        "ADMIN_PASSWORD_HASH": "!",
        **over,
    }
    for name, value in names.items():
        monkeypatch.setenv(name, value)


def test_what_is_right_starts(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    production(monkeypatch, settings, CORS_ORIGINS="https://shop.example")
    assert settings_to_serve().production


def test_everything_that_is_wrong_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, unmigrated: Embedded
) -> None:
    production(
        monkeypatch,
        settings,
        DATABASE_URL=unmigrated.superuser_url,
        NEXUS_MIGRATOR_URL=unmigrated.superuser_url,
        NEXUS_JWT_SECRET="your-secret-key-change-me-in-production",
        NEXUS_METRICS_TOKEN="short",
        CORS_ORIGINS="*,http://shop.example",
        NEXUS_PORTS="8000",
    )
    monkeypatch.delenv("ADMIN_EMAIL")
    with pytest.raises(SettingsError) as stopped:
        settings_to_serve()
    lines = str(stopped.value).splitlines()[1:]
    wanted = [
        "NEXUS_PORTS: there is no such setting",
        "ADMIN_EMAIL: must be set in production",
        "NEXUS_JWT_SECRET: is well known",
        "NEXUS_METRICS_TOKEN: is too short",
        "CORS_ORIGINS: '*' is not allowed",
        "CORS_ORIGINS: http://shop.example is not https://",
        "DATABASE_URL: is the role that migrates",
        "DATABASE_URL: The database role",
        "DATABASE_URL: the schema is missing",
    ]
    assert [any(start in line for line in lines) for start in wanted] == [True] * len(wanted), lines
    found = [finding for finding in doctor() if finding.state == "wrong"]
    assert [any(finding.found.startswith(start) for finding in found) for start in wanted] == [True] * len(wanted)
    assert all(finding.to_do for finding in found)


def test_what_is_migrated_first_may_be_old(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, unmigrated: Embedded
) -> None:
    urls = {"DATABASE_URL": unmigrated.database_url, "NEXUS_MIGRATOR_URL": unmigrated.migrator_url}
    production(monkeypatch, settings, **urls)
    assert settings_to_serve(migrates=True)
    assert "run `nexus migrate`" in "".join(examine()[1])


def test_a_database_that_is_away_is_said_without_its_password(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    production(monkeypatch, settings, DATABASE_URL="postgresql://nexus_app:hunter2@127.0.0.1:1/nexus")
    _, wrong = examine()
    assert len(wrong) == 1
    assert "DATABASE_URL: the database does not answer" in wrong[0]
    assert "hunter2" not in wrong[0]


@pytest.mark.parametrize(
    "secret",
    [
        "secret",
        "changeme",
        "change-me-please-change-me-please-1",
        "your-secret-key-here-0123456789abcdef",
        "My_Super_S3cret_Password_for_everything",
        "a" * 64,
        "abcd" * 16,
        "0123456789abcdefXYZ" * 4,
        GOOD[:31],
        "",
    ],
)
def test_weak_secrets_are_told(secret: str) -> None:
    assert weakness(secret)


def test_random_secrets_are_fine() -> None:
    kinds = (
        secrets.token_urlsafe,
        secrets.token_hex,
        lambda size: base64.b64encode(secrets.token_bytes(size)).decode(),
    )
    assert {weakness(make(32)) for make in kinds for _ in range(500)} == {None}
