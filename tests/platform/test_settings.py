import pytest

from nexus.platform.settings import Settings, SettingsError, known_names


def test_an_unknown_name_stops_the_start_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXUS_LIMITS__PAGSE", "5")
    with pytest.raises(SettingsError, match="NEXUS_LIMITS__PAGSE: there is no such setting"):
        Settings.load()


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXUS_LIMITS__PAGES", "many")
    with pytest.raises(SettingsError, match="NEXUS_LIMITS__PAGES"):
        Settings.load()


def test_production_lists_everything_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "ADMIN_EMAIL", "ADMIN_PASSWORD_HASH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("JWT_SECRET", "short")
    monkeypatch.setenv("CORS_ORIGINS", "*")
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    lines = str(refused.value)
    assert [name in lines for name in ("DATABASE_URL", "REDIS_URL", "ADMIN_EMAIL", "ADMIN_PASSWORD_HASH")] == [True] * 4
    assert "NEXUS_JWT_SECRET: is too short" in lines
    assert "openssl rand" in lines
    assert "CORS_ORIGINS: '*'" in lines


def test_lists_are_given_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", "https://a.example, https://b.example")
    assert Settings.load().cors_origins == ("https://a.example", "https://b.example")


def test_every_setting_is_described() -> None:
    assert [name for name, (_, _, description) in known_names().items() if not description] == []
    assert len(known_names()) > 40


def test_secrets_do_not_show_when_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXUS_JWT_SECRET", "a-secret-that-is-long-enough-for-anyone")
    assert "long-enough" not in repr(Settings.load())
