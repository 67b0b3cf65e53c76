"""Settings: command line, environment, ``total-onboard.toml`` here, the user's own file, default; in that order.

An option ``--redirect-uri``, a variable ``TOTAL_ONBOARD_REDIRECT_URI`` and a line ``redirect_uri = …`` are the
same setting; the command line arrives here as arguments.
"""

from __future__ import annotations

import ssl
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName, custom_cloud
from total_onboard.errors import BadValue
from total_onboard.places import default_state_dir, user_settings_file
from total_onboard.secret_text import SecretText

PREFIX = "TOTAL_ONBOARD_"
GRAPH_COMMAND_LINE_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
ANY_ORGANIZATION = "organizations"
REPLICATION_SECONDS = 480.0

Texts = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """How to reach the tenant, where to keep state, and the values of the sheet that are said outside it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    cloud: CloudName = Field(CloudName.GLOBAL, description="Which Microsoft cloud the tenant is in.")
    authority_url: str | None = Field(None, description="With `custom`: the sign-in host, https://host[:port].")
    graph_url: str | None = Field(None, description="With `custom`: the Graph host, https://host[:port].")
    ca_bundle: Path | None = Field(None, description="PEM file to trust instead of the system's store.")
    tenant: str = Field(ANY_ORGANIZATION, description="Tenant id or verified domain.")
    client_id: str = Field(GRAPH_COMMAND_LINE_TOOLS, description="The public client that the admin signs in with.")
    state_dir: Path = Field(
        default_factory=default_state_dir, description="Journal, hand-offs, keys, encrypted sign-in."
    )
    trusted_keys: Path | None = Field(None, description="File or folder of the keys that may sign value sheets.")
    sheet_passphrase: SecretText | None = Field(None, description="What opens a sheet's sealed token.")
    key_passphrase: SecretText | None = Field(None, description="What opens one's own private keys.")
    client_secret: SecretText | None = Field(None, description="The application's client secret, for verify.")
    ledger_url: SecretText | None = Field(None, description="The ledger that a team shares: postgresql://…")
    application_name: str | None = Field(None, description="Display name of the enterprise application.")
    redirect_uri: Texts = Field((), description="Where Microsoft may send people back to; several allowed.")
    scim_url: str | None = Field(None, description="TOTAL's SCIM address.")
    scim_token: SecretText | None = Field(None, description="TOTAL's SCIM token.")
    scim_token_ends: date | None = Field(None, description="The day on which the SCIM token ends, if TOTAL told it.")
    group: Texts = Field((), description="NAME=ROLE of each group; several allowed.")
    adopt: bool = Field(False, description="Take over what bears our names, where exactly one object can be.")
    app_id: str | None = Field(None, description="Object id or client id of TOTAL's application; `new` for none.")
    group_id: Texts = Field((), description="NAME=ID, or ID, of each group of TOTAL's; `new` for none.")
    admin: Texts = Field((), description="UPN, mail or object id of each future admin; several allowed.")
    proof_seconds: float = Field(180.0, ge=0, description="How long set-up waits for its proofs.")
    replication_seconds: float = Field(
        REPLICATION_SECONDS, ge=0, description="How long something is looked for whose creation got no clear answer."
    )
    secret_months: int | None = Field(None, description="Life of the client secret in months.")

    @field_validator("ca_bundle")
    @classmethod
    def _readable(cls, path: Path | None) -> Path | None:
        """Found out here, and not in the middle of a connection."""
        if path is not None:
            try:
                ssl.create_default_context(cafile=str(path))
            except OSError as error:
                raise ValueError(f"{path} is no PEM file of certificates that can be read") from error
        return path

    @field_validator("redirect_uri", "group", "group_id", "admin", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        """From the environment they come as one text, separated by commas."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The documented order."""
        here = _SettingsHere(settings_cls, toml_file=Path("total-onboard.toml"))
        own = TomlConfigSettingsSource(settings_cls, toml_file=user_settings_file())
        return init_settings, env_settings, here, own

    @property
    def the_cloud(self) -> Cloud:
        """The cloud's addresses. Raises BadValue when ``custom`` lacks its own, or one is no address."""
        if self.cloud is not CloudName.CUSTOM:
            return CLOUDS[self.cloud]
        if not self.authority_url or not self.graph_url:
            raise BadValue(
                "The cloud “custom” needs the addresses of its sign-in and of its Graph.",
                remedy=f"Set {PREFIX}AUTHORITY_URL and {PREFIX}GRAPH_URL.",
            )
        return custom_cloud(self.authority_url, self.graph_url)


class _SettingsHere(TomlConfigSettingsSource):
    """The file in the working directory, which may have come with a sheet in one archive."""

    def __call__(self) -> dict[str, Any]:
        """Its settings. Raises BadValue where it says whom to believe (docs/decisions/0017)."""
        found = super().__call__()
        if "trusted_keys" in found:
            raise BadValue(
                "total-onboard.toml in this folder says which keys are trusted; whoever sent the folder could sign "
                "sheets for you.",
                remedy=f"Set {PREFIX}TRUSTED_KEYS, or write it into your own settings file.",
            )
        return found


def load_settings(given: Mapping[str, Any]) -> Settings:
    """Settings with what the command line gave on top. Raises BadValue, naming the setting."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None and value != ()})
    except tomllib.TOMLDecodeError as error:
        raise BadValue(f"total-onboard.toml is not TOML: {error}.", remedy="Correct that line of the file.") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadValue(
            f"The setting {name} cannot be used: {first['msg']}.",
            remedy=f"Correct --{name.replace('_', '-')}, {PREFIX}{name.upper()} or total-onboard.toml.",
        ) from None
