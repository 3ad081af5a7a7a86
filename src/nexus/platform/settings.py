"""The one tree of settings, read once from the environment and passed in; nothing else reads the environment."""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from nexus.platform.secrets import weakness

MIB = 1024 * 1024


class SettingsError(Exception):
    """The settings are not right; the message lists all that is wrong and what to do."""

    def __init__(self, wrong: list[str], settings: "Settings | None" = None) -> None:
        super().__init__("The settings are not right:\n" + "\n".join(f"  - {line}" for line in wrong))
        self.wrong = wrong
        self.settings = settings
        """What they are, as far as they could be read."""


def _default_home() -> Path:
    return Path("/var/lib/nexus") if os.geteuid() == 0 else Path.home() / ".local" / "share" / "nexus"


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(Group):
    """What is taken in, and what reading it may cost."""

    upload_bytes: int = Field(default=25 * MIB, ge=1, description="Largest file taken, in bytes")
    body_bytes: int = Field(default=1 * MIB, ge=1, description="Largest request body other than an upload, in bytes")
    sign_in_bytes: int = Field(default=64 * 1024, ge=1024, description="Largest body of signing in, in bytes")
    request_seconds: float = Field(default=30, gt=0, description="Time a request may take, in seconds")
    upload_seconds: float = Field(default=300, gt=0, description="Time an upload may take, in seconds")
    pages: int = Field(default=500, ge=1, description="Most pages of one document")
    attachments: int = Field(default=20, ge=0, description="Most attachments read of one mail")
    reader_memory_bytes: int = Field(default=512 * MIB, ge=128 * MIB, description="Memory of one reader, in bytes")
    reader_seconds: float = Field(default=30, gt=0, description="Time one reader process may take, in seconds")
    reader_output_bytes: int = Field(default=64 * MIB, ge=MIB, description="Most bytes a reader may give back")
    ocr_seconds_per_page: float = Field(default=20, gt=0, description="Time one page may take to recognise, in seconds")
    rows: int = Field(default=50_000, ge=1, description="Most rows read of one sheet")


class Matching(Group):
    """When a line counts as matched, partly matched, or missing."""

    match_at: float = Field(default=0.8, ge=0, le=1, description="Confidence from which a line is matched")
    partial_at: float = Field(default=0.5, ge=0, le=1, description="Confidence from which alternatives are offered")


class Embeddings(Group):
    """Where vectors come from: the small local model, or any OpenAI-compatible server."""

    base_url: str = Field(default="", description="OpenAI-compatible server for embeddings; empty: the local model")
    api_key: SecretStr = Field(default=SecretStr(""), description="Key of that server")
    model: str = Field(default="multilingual-e5-small", description="Model name, stored beside every vector")
    dimensions: int = Field(default=384, ge=8, le=4000, description="Length of a vector")


class Quotes(Group):
    """How quotes are made."""

    validity_days: int = Field(default=30, ge=1, le=3650, description="Days a draft quote is valid")


class Mail(Group):
    """How mails leave."""

    url: SecretStr = Field(
        default=SecretStr(""),
        description="SMTP server, smtp:// or smtps://user:password@host:port; empty: a folder in development",
    )
    sender: str = Field(default="Nexus <nexus@localhost.localdomain>", description="Who mails come from")


class Rates(Group):
    """How often somebody may ask within a minute: a user who is signed in, else an address."""

    general_per_minute: int = Field(default=100, ge=0, description="Requests a minute; 0: no limit")
    sign_in_per_minute: int = Field(default=10, ge=0, description="Attempts to sign in a minute; 0: no limit")
    reset_per_minute: int = Field(default=5, ge=0, description="Password resets asked for a minute; 0: no limit")


UNLIMITED = Rates(general_per_minute=0, sign_in_per_minute=0, reset_per_minute=0)
"""For what serves one command, test or measurement."""


class Probes(Group):
    """Services beside Nexus whose health it tells; empty: it has none."""

    rabbitmq_url: SecretStr = Field(default=SecretStr(""), description="RabbitMQ: amqp(s):// or its management API")
    neo4j_url: SecretStr = Field(default=SecretStr(""), description="Neo4j: bolt://, neo4j:// or http(s)://")
    chromadb_url: SecretStr = Field(default=SecretStr(""), description="ChromaDB")
    qdrant_url: SecretStr = Field(default=SecretStr(""), description="Qdrant")
    faiss_url: SecretStr = Field(default=SecretStr(""), description="FAISS: the file of the index, a path or file://")
    consul_url: SecretStr = Field(default=SecretStr(""), description="Consul")
    kong_url: SecretStr = Field(default=SecretStr(""), description="Kong: its admin or status API")
    ollama_url: SecretStr = Field(default=SecretStr(""), description="Ollama, or a server that speaks like OpenAI's")
    seconds: float = Field(default=2, gt=0, le=30, description="Time each service has to answer, in seconds")


class Pool(Group):
    """Database connections of one process."""

    writes: int = Field(default=10, ge=1, le=100, description="Connections for transactions that write")
    reads: int = Field(default=10, ge=1, le=100, description="Connections for single-statement reads")


class Workers(Group):
    """Background work of one worker process."""

    readers: int = Field(default=0, ge=0, le=64, description="Documents read at the same time; 0: one per core")
    heartbeat_seconds: float = Field(default=2, gt=0, description="How often a worker shows that it lives")


class Settings(BaseSettings):
    """Everything that can be set. Names are the environment variables, `__` between group and member."""

    model_config = SettingsConfigDict(
        env_prefix="NEXUS_", env_nested_delimiter="__", frozen=True, extra="forbid", populate_by_name=True
    )

    environment: Literal["development", "staging", "production"] = Field(
        default="development",
        validation_alias=AliasChoices("ENVIRONMENT", "NEXUS_ENVIRONMENT"),
        description="Where this runs",
    )
    home: Path = Field(default_factory=_default_home, description="Folder of the embedded servers, files and secrets")
    host: str = Field(default="127.0.0.1", description="Address the API listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the API listens on; 0: any free one")

    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "NEXUS_DATABASE_URL"),
        description="PostgreSQL for the API, as a role that owns nothing",
    )
    migrator_url: SecretStr | None = Field(default=None, description="PostgreSQL for migrations, as nexus_migrator")
    worker_url: SecretStr | None = Field(default=None, description="PostgreSQL for the worker, as nexus_worker")
    redis_url: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("REDIS_URL", "NEXUS_REDIS_URL"), description="Redis or Valkey"
    )
    storage_url: str = Field(
        default="", description="Where files are kept: a folder or s3:// URL; empty: a folder below the home"
    )

    jwt_secret: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("NEXUS_JWT_SECRET", "JWT_SECRET"),
        description="Signs access tokens; 32 bytes or more",
    )
    jwt_secret_before: SecretStr | None = Field(
        default=None, description="The secret before the present one: still verifies while a secret is being changed"
    )
    access_minutes: int = Field(default=30, ge=1, le=1440, description="Life of an access token, in minutes")
    admin_email: str = Field(
        default="", validation_alias=AliasChoices("ADMIN_EMAIL", "NEXUS_ADMIN_EMAIL"), description="First administrator"
    )
    admin_password_hash: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("ADMIN_PASSWORD_HASH", "NEXUS_ADMIN_PASSWORD_HASH"),
        description="bcrypt or Argon2 hash of the first administrator's password",
    )
    default_tenant: str = Field(default="main", min_length=1, max_length=60, description="Tenant when none is named")
    public_url: str = Field(
        default="", description="Where people reach Nexus; links in mails begin with it; empty: this machine"
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        validation_alias=AliasChoices("CORS_ORIGINS", "NEXUS_CORS_ORIGINS"),
        description="Origins of browsers that may call, comma-separated",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Addresses or networks of proxies whose X-Forwarded-For is believed, comma-separated",
    )
    registration: Literal["closed", "verified", "open"] | None = Field(
        default=None,
        description="Who may register where a tenant says nothing: nobody, who proves the address, or everybody; "
        "unset: everybody in development only",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="Bearer token for /metrics; unset: open in development, for this machine alone in production",
    )
    public_dashboard: bool | None = Field(default=None, description="Dashboard for all; unset: in development only")

    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_API_KEY", "NEXUS_OPENAI_API_KEY"),
        description="Key of the model server",
    )
    openai_base_url: str = Field(
        default="",
        validation_alias=AliasChoices("OPENAI_BASE_URL", "NEXUS_OPENAI_BASE_URL"),
        description="OpenAI-compatible model server",
    )
    openai_model: str = Field(
        default="",
        validation_alias=AliasChoices("OPENAI_MODEL", "NEXUS_OPENAI_MODEL"),
        description="Model asked for what layout could not read",
    )
    allowed_models: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        validation_alias=AliasChoices("ALLOWED_MODELS", "NEXUS_ALLOWED_MODELS"),
        description="Models that may be used, comma-separated; empty: the one named",
    )
    model_seconds: float = Field(default=60, gt=0, description="Time one answer of the model may take")

    limits: Limits = Limits()
    matching: Matching = Matching()
    embeddings: Embeddings = Embeddings()
    quotes: Quotes = Quotes()
    mail: Mail = Mail()
    rates: Rates = Rates()
    probes: Probes = Probes()
    pool: Pool = Pool()
    workers: Workers = Workers()
    data: Path | None = Field(default=None, description="Folder of the reference data sets, for tests and benchmarks")

    @field_validator("cors_origins", "allowed_models", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for each in given:
            ip_network(each, strict=False)
        return given

    @classmethod
    def load(cls, **over: object) -> Self:
        """Read the environment; raise SettingsError naming every missing, wrong or unknown name."""
        wrong = [f"{name}: there is no such setting" for name in sorted(_unknown_names(os.environ))]  # noqa: TID251
        try:
            settings = cls(**over)  # pyright: ignore[reportArgumentType] - members are checked by pydantic itself
        except ValidationError as error:
            wrong += [f"{_environment_name(item['loc'])}: {item['msg']}" for item in error.errors()]
            raise SettingsError(wrong) from error
        wrong += settings._wrong_in_production()
        if wrong:
            raise SettingsError(wrong, settings)
        return settings

    @property
    def shows_dashboard_to_all(self) -> bool:
        """Whether the dashboard of the default tenant can be read without signing in."""
        return self.environment == "development" if self.public_dashboard is None else self.public_dashboard

    @property
    def reached_at(self) -> str:
        """What links in mails begin with."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def open_registration(self) -> str:
        """Who may register where a tenant says nothing: closed, verified or open."""
        return self.registration or ("open" if self.environment == "development" else "closed")

    @property
    def production(self) -> bool:
        return self.environment == "production"

    def _wrong_in_production(self) -> list[str]:
        if not self.production:
            return []
        needed = {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "NEXUS_JWT_SECRET": self.jwt_secret,
            "ADMIN_EMAIL": self.admin_email,
            "ADMIN_PASSWORD_HASH": self.admin_password_hash,
        }
        missing = [f"{name}: must be set in production; nothing is defaulted there" for name in needed]
        wrong = [line for line, value in zip(missing, needed.values(), strict=True) if not value]
        return [*wrong, *self._weak_secrets(), *self._open_origins(), *self._shared_roles()]

    def _weak_secrets(self) -> list[str]:
        secrets = {
            "NEXUS_JWT_SECRET": self.jwt_secret,
            "NEXUS_JWT_SECRET_BEFORE": self.jwt_secret_before,
            "NEXUS_METRICS_TOKEN": self.metrics_token,
        }
        found = {name: weakness(secret.get_secret_value()) for name, secret in secrets.items() if secret}
        return [f"{name}: {why}; make one with `openssl rand -base64 48`" for name, why in found.items() if why]

    def _open_origins(self) -> list[str]:
        wrong = ["CORS_ORIGINS: '*' is not allowed in production; name the origins"] * ("*" in self.cors_origins)
        insecure = [each for each in self.cors_origins if each != "*" and not each.startswith("https://")]
        return wrong + [f"CORS_ORIGINS: {each} is not https://; name it so, or leave it out" for each in insecure]

    def _shared_roles(self) -> list[str]:
        migrator = _role(self.migrator_url)
        others = {
            "DATABASE_URL": (self.database_url, "nexus_app"),
            "NEXUS_WORKER_URL": (self.worker_url, "nexus_worker"),
        }
        return [
            f"{name}: is the role that migrates, {migrator}, which may change the tables; give that of {role}"
            for name, (url, role) in others.items()
            if migrator and _role(url) == migrator
        ]


def _role(url: SecretStr | None) -> str:
    return (urlsplit(url.get_secret_value()).username or "") if url else ""


def known_names() -> dict[str, tuple[str, object, str]]:
    """Return every environment name with its group's field name, default and description, for docs and checks."""
    names: dict[str, tuple[str, object, str]] = {}
    for field, info in Settings.model_fields.items():
        group = info.annotation if isinstance(info.annotation, type) and issubclass(info.annotation, Group) else None
        if group is not None:
            for member, sub in group.model_fields.items():
                names[f"NEXUS_{field}__{member}".upper()] = (f"{field}.{member}", sub.default, sub.description or "")
            continue
        default = info.default if info.default_factory is None else "a folder of the system's own"
        for name in _aliases(field):
            names[name] = (field, default, info.description or "")
    return names


def _aliases(field: str) -> list[str]:
    alias = Settings.model_fields[field].validation_alias
    return [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else [f"NEXUS_{field}".upper()]


def _unknown_names(environment: Mapping[str, str]) -> set[str]:
    known = set(known_names())
    return {name for name in environment if name.startswith("NEXUS_") and name.upper() not in known}


def _environment_name(loc: tuple[int | str, ...]) -> str:
    first = str(loc[0])
    if first.isupper():
        return "__".join(str(part) for part in loc).upper()
    return "NEXUS_" + "__".join(str(part) for part in loc).upper()
