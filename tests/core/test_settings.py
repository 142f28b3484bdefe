"""Settings from the environment: each read, each checked, the secret ones never shown."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from core.settings import Settings, SettingsError, load

SECRET = "correct horse battery staple, and then some more"

PRODUCTION = {
    "ENVIRONMENT": "production",
    "BASE_URL": "https://hiroba.example",
    "SECRET_KEY": SECRET,
    "MAIL_TRANSPORT": "smtp",
    "SMTP_URL": "smtps://user:a-password@mail.example:465",
    "DATABASE_URL": "postgresql://hiroba:a-password@db.example/hiroba",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without any setting of ours."""
    for name in Settings.model_fields:
        for given in (name.upper(), f"{name.upper()}_FILE"):
            monkeypatch.delenv(given, raising=False)
    return monkeypatch


def loaded(environment: pytest.MonkeyPatch, **given: str) -> Settings:
    for name, value in given.items():
        environment.setenv(name, value)
    return load()


def refused(environment: pytest.MonkeyPatch, **given: str) -> list[str]:
    """Return the lines of the refusal."""
    with pytest.raises(SettingsError) as problem:
        loaded(environment, **given)
    return str(problem.value).splitlines()


def test_nothing_has_to_be_set_for_a_trial(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(environment)

    assert settings.development
    assert settings.mail_transport == "file"
    assert settings.hosts == ("127.0.0.1", "localhost", "127.0.0.1", "::1")


def test_production_settings_that_fit_are_taken(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(environment, **PRODUCTION)

    assert not settings.development
    assert settings.hosts == ("hiroba.example",)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"MAIL_TRANSPORT": "file"}, "MAIL_TRANSPORT"),
        ({"SMTP_URL": ""}, "SMTP_URL"),
        ({"MAIL_TRANSPORT": "sendgrid"}, "SENDGRID_API_KEY"),
        ({"MAIL_SEALED_TRANSPORT": "sendgrid"}, "SENDGRID_API_KEY"),
        ({"BASE_URL": "hiroba.example"}, "BASE_URL"),
        ({"BASE_URL": "ftp://hiroba.example"}, "BASE_URL"),
        ({"TRUSTED_PROXIES": "10.0.0.0/33"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "everybody"}, "TRUSTED_PROXIES"),
        ({"CUSTODIAN_MINIMUM": "0"}, "CUSTODIAN_MINIMUM"),
        ({"CUSTODIAN_MINIMUM": "two"}, "CUSTODIAN_MINIMUM"),
        ({"RETENTION_DAYS": "-1"}, "RETENTION_DAYS"),
        ({"MAIL_TRANSPORT": "pigeon"}, "MAIL_TRANSPORT"),
        ({"MAIL_SEALED_TRANSPORT": "pigeon"}, "MAIL_SEALED_TRANSPORT"),
        ({"ENVIRONMENT": "staging"}, "ENVIRONMENT"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_by_its_name(
    environment: pytest.MonkeyPatch, changes: dict[str, str], told: str
) -> None:
    lines = refused(environment, **{**PRODUCTION, **changes})

    assert any(told in line for line in lines), lines


def test_all_that_does_not_fit_is_told_at_once(environment: pytest.MonkeyPatch) -> None:
    lines = refused(
        environment, CUSTODIAN_MINIMUM="none", RETENTION_DAYS="0", MAIL_TRANSPORT="pigeon"
    )

    assert [line.partition(":")[0] for line in lines] == [
        "MAIL_TRANSPORT",
        "CUSTODIAN_MINIMUM",
        "RETENTION_DAYS",
    ]


def test_a_trial_is_not_for_a_public_address(environment: pytest.MonkeyPatch) -> None:
    lines = refused(environment, BASE_URL="https://hiroba.example")

    assert "ENVIRONMENT=production" in lines[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"SMTP_URL": "ftp://user:a-password@mail.example"},
        {"SMTP_URL": "smtp://user:a-password@mail.example:port"},
        {"DATABASE_URL": "mysql://hiroba:a-password@db.example/hiroba"},
        {"SECRET_KEY": "a-password"},
        {"MAIL_TRANSPORT": "sendgrid", "SENDGRID_API_KEY": ""},
        {"RETENTION_DAYS": "a-password"},
    ],
)
def test_a_refusal_quotes_no_value(
    environment: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    lines = refused(environment, **{**PRODUCTION, **changes})

    assert "a-password" not in "\n".join(lines)


def test_secrets_are_not_shown(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(
        environment, **PRODUCTION, SENDGRID_API_KEY="SG.a-password", SECRET_KEY_FALLBACKS=SECRET
    )

    shown = f"{settings!r} {settings}"
    assert "hiroba.example" in shown
    assert SECRET not in shown
    assert "a-password" not in shown


def test_a_secret_may_come_from_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n", encoding="utf-8")

    settings = loaded(environment, SECRET_KEY_FILE=str(tmp_path / "key"))

    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == SECRET


def test_every_setting_may_come_from_a_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "days").write_text("30", encoding="utf-8")

    assert loaded(environment, RETENTION_DAYS_FILE=str(tmp_path / "days")).retention_days == 30


def test_what_is_set_directly_goes_before_a_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "days").write_text("30", encoding="utf-8")

    settings = loaded(environment, RETENTION_DAYS="60", RETENTION_DAYS_FILE=str(tmp_path / "days"))

    assert settings.retention_days == 60


def test_a_file_that_is_not_there_is_told_by_its_path(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = refused(environment, SECRET_KEY_FILE=str(tmp_path / "missing"))

    assert str(tmp_path / "missing") in lines[0]


def test_lists_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(
        environment,
        **PRODUCTION,
        TRUSTED_HOSTS="hiroba.example, www.hiroba.example,",
        TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8, fd00::/8",
        SECRET_KEY_FALLBACKS=" one ,two",
    )

    assert settings.hosts == ("hiroba.example", "www.hiroba.example")
    assert settings.trusted_proxies == (
        ip_network("127.0.0.1"),
        ip_network("10.0.0.0/8"),
        ip_network("fd00::/8"),
    )
    assert settings.secret_key_fallbacks == ("one", "two")


def test_an_empty_setting_is_one_that_is_not_set(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(environment, MAIL_TRANSPORT="", RETENTION_DAYS="", TRUSTED_PROXIES="")

    assert (settings.mail_transport, settings.retention_days) == ("file", 180)
    assert settings.trusted_proxies == ()


def test_the_public_address_ends_without_a_slash(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(environment, BASE_URL="http://localhost:8000/")

    assert settings.base_url == "http://localhost:8000"


def test_settings_do_not_change_while_we_run(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(environment)

    with pytest.raises(ValueError, match="frozen"):
        settings.retention_days = 1
