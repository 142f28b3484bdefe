"""Typed settings from the environment. Each is described in docs/settings.md, as a test checks."""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SettingsError(Exception):
    """Some settings cannot be used; the message lists every one with its reason, a line each."""


class SecretFiles(PydanticBaseSettingsSource):
    """Reads NAME from the file that NAME_FILE names: secrets need not stand in the environment."""

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not None}


Separated = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """What this installation is told by its environment, checked once at the start."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    environment: Literal["development", "production"] = "development"
    instance_path: Path = Path("instance")

    database_url: str | None = Field(default=None, repr=False)
    database_owner_url: str | None = Field(default=None, repr=False)
    secret_key: SecretStr | None = None
    secret_key_fallbacks: Separated = Field(default=(), repr=False)

    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: Separated = ()
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()

    mail_transport: Literal["file", "smtp", "sendgrid"] = "file"
    mail_sealed_transport: Literal["file", "smtp", "sendgrid"] | None = None
    mail_from: str = "nancis@hiroba.example"
    smtp_url: SecretStr | None = None
    sendgrid_api_key: SecretStr | None = None
    sendgrid_base_url: str = "https://api.sendgrid.com"

    page_cache_seconds: int = Field(default=5, ge=0, le=60)
    storage_url: str | None = None
    metrics_token: SecretStr | None = Field(default=None, min_length=32)

    network_name: str = "市民社会スペースNGOアクションネットワーク（NANCiS）"
    network_name_en: str = "Japan NGO Action Network for Civic Space (NANCiS)"
    network_short_name: str = "NANCiS"
    contact_address: str = (
        "〒169-0051 東京都新宿区西早稲田2-3-18 アバコビル5階\n国際協力NGOセンター（JANIC）内"
    )
    contact_address_en: str = (
        "c/o JANIC, AVACO Building 5F\n2-3-18 Nishi-Waseda, Shinjuku-ku, Tokyo 169-0051, Japan"
    )
    contact_phone: str = "03-0000-0000"
    contact_fax: str = ""
    contact_email: str = "nancis@hiroba.example"

    admission: Literal["committee", "delegated"] = "committee"
    custodian_minimum: int = Field(default=2, ge=1)
    retention_days: int = Field(default=180, ge=1)
    backup_days: int = Field(default=35, ge=0)
    letter_days: int = Field(default=90, ge=1)

    session_hours: int = Field(default=12, ge=1)
    session_idle_minutes: int = Field(default=120, ge=10)
    fresh_minutes: int = Field(default=30, ge=1)

    motion_days: int = Field(default=7, ge=1, le=60)
    motion_shortest_hours: int = Field(default=6, ge=1, le=24)
    motion_electorate: Literal["facilitators", "organisations"] = "facilitators"
    motion_quorum: int = Field(default=50, ge=0, le=100)
    motion_majority: Literal["simple", "two-thirds", "unanimity"] = "simple"
    motion_counts_abstentions: bool = False
    motion_proxies: int = Field(default=1, ge=0)

    @classmethod
    def settings_customise_sources(  # type: ignore[override]  # the other two come by keyword
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        **_: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls)

    @field_validator("secret_key_fallbacks", "trusted_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _parts(value)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        parts = _parts(value)
        if not isinstance(parts, tuple):
            return parts
        return tuple(ip_network(part) if isinstance(part, str) else part for part in parts)

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        if value is not None:
            _require_address(value, "postgresql", "postgresql://user:password@host/database")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _require_address(
                value.get_secret_value(), "smtp smtps", "smtp://user:password@host:587"
            )
        return value

    @field_validator("storage_url")
    @classmethod
    def _folder(cls, value: str | None) -> str | None:
        if value is not None:
            _require_address(value, "file", "file:/srv/hiroba/files")
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be the site's public address, such as https://hiroba.example")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _fit_for_production(self) -> Settings:
        host = urlsplit(self.base_url).hostname
        if self.environment == "development" and host not in LOOPBACK:
            raise ValueError(f"BASE_URL names {host}: set ENVIRONMENT=production for a public site")
        if self.environment == "production":
            self._require_for_production()
        for transport in (self.mail_transport, self.mail_sealed_transport):
            if transport == "smtp" and self.smtp_url is None:
                raise ValueError("SMTP_URL is needed by the transport smtp")
            if transport == "sendgrid" and self.sendgrid_api_key is None:
                raise ValueError("SENDGRID_API_KEY is needed by the transport sendgrid")
        return self

    def _require_for_production(self) -> None:
        if self.secret_key is None or len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("SECRET_KEY must be set to 32 characters or more in production")
        if self.mail_transport == "file":
            raise ValueError("MAIL_TRANSPORT=file writes mail to a folder: not in production")

    @property
    def development(self) -> bool:
        return self.environment == "development"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts we answer to: TRUSTED_HOSTS, else BASE_URL's (and loopback in development)."""
        own = urlsplit(self.base_url).hostname or ""
        return self.trusted_hosts or ((own, *LOOPBACK) if self.development else (own,))


def _parts(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _require_address(value: str, schemes: str, example: str) -> None:
    """Refuse what is no address of this kind, without repeating it: it may hold a password."""
    parts = urlsplit(value)
    try:
        _ = parts.port
    except ValueError:
        raise ValueError(f"has a port that is no number; it is written like {example}") from None
    if parts.scheme not in schemes.split():
        raise ValueError(f"must be written like {example}")


def _setting(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in place).upper() or "settings"


def load() -> Settings:
    """Return the environment's settings.

    :raises SettingsError: naming every setting that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        lines = [
            f"{_setting(one['loc'])}: {one['msg'].removeprefix('Value error, ')}"
            for one in problems
        ]
        raise SettingsError("\n".join(lines)) from None
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror}") from None
