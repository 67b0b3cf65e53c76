"""Settings: command line, environment, ``--config FILE``, the user's own file, default; in that order.

The working directory is never read: a file there may have come with a sheet (docs/decisions/0064).
An option ``--redirect-uri``, a variable ``TOTAL_ONBOARD_REDIRECT_URI`` and a line ``redirect_uri = …`` are one
setting; the command line arrives here as arguments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.errors import BadValue
from total_onboard.core.files.paths import default_state_dir, user_settings_file
from total_onboard.core.platforms.child_environment import ENVIRONMENT_LOCK
from total_onboard.core.resource_values import RESOURCE_VALUES, with_members
from total_onboard.core.secret import SecretText
from total_onboard.core.text.suggestions import did_you_mean
from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName, custom_cloud
from total_onboard.entra.sign_in_method import ANY_ORGANIZATION as ANY_ORGANIZATION
from total_onboard.entra.sign_in_method import GRAPH_COMMAND_LINE_TOOLS as GRAPH_COMMAND_LINE_TOOLS
from total_onboard.settings_sources import (
    PREFIX,
    WITHOUT_OPTION,
    GivenValue,
    Source,
    SourceKind,
    option_of,
    values_below,
    without_gaps,
)

REPLICATION_SECONDS = 480.0
NO_SOURCES: Final[Mapping[str, Source]] = {}


def _several(value: object) -> object:
    """Split what comes from the environment as one text, separated by commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_several)]


@with_members({one.setting: (Texts, Field((), description=one.description)) for one in RESOURCE_VALUES})
class Settings(BaseModel):
    """Settings: how to reach the tenant, where to keep state, and values given in addition to a sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    config: Path | None = Field(None, description="Settings file that is read after the environment.")
    cloud: CloudName = Field(CloudName.GLOBAL, description="Microsoft cloud of the tenant.")
    authority_url: str | None = Field(
        None, description="With the cloud `custom`: the sign-in host, https://host[:port]."
    )
    graph_url: str | None = Field(None, description="With the cloud `custom`: the Graph host, https://host[:port].")
    ca_bundle: Path | None = Field(None, description="PEM file to trust instead of the system's store.")
    tenant: str = Field(ANY_ORGANIZATION, description="Tenant ID or verified domain.")
    client_id: str = Field(GRAPH_COMMAND_LINE_TOOLS, description="Client ID of the public client for the sign-in.")
    client_certificate: Path | None = Field(
        None, description="With `--sign-in certificate`: PEM or PFX file with the certificate and its private key."
    )
    client_certificate_password: SecretText | None = Field(None, description="Password of that certificate file.")
    state_dir: Path = Field(
        default_factory=default_state_dir, description="State folder: journal, hand-offs, keys, encrypted sign-in."
    )
    trusted_keys: Path | None = Field(None, description="File or folder of the public keys that may sign value sheets.")
    sheet_passphrase: SecretText | None = Field(None, description="Passphrase of a value sheet's sealed SCIM token.")
    key_passphrase: SecretText | None = Field(None, description="Passphrase of your own private keys.")
    certificate_key_passphrase: SecretText | None = Field(
        None, description="Passphrase of the private key of TOTAL's certificate."
    )
    client_secret: SecretText | None = Field(None, description="Client secret of the application, for `verify`.")
    ledger_url: SecretText | None = Field(None, description="Address of the ledger that a team shares: postgresql://…")
    notify_url: SecretText | None = Field(
        None, description="Addresses for `status --notify`, separated by blanks, as Apprise writes them."
    )
    application_name: str | None = Field(None, description="Display name of the enterprise application.")
    redirect_uri: Texts = Field((), description="Redirect URIs of TOTAL's sign-in.")
    scim_url: str | None = Field(None, description="SCIM address of TOTAL.")
    scim_token: SecretText | None = Field(None, description="SCIM token of TOTAL.")
    scim_token_ends: date | None = Field(None, description="Day on which the SCIM token expires, as YYYY-MM-DD.")
    group: Texts = Field((), description="Groups, each as NAME=ROLE.")
    adopt: bool = Field(False, description="Ask about each existing object, and restore what this machine created.")
    app_id: str | None = Field(None, description="Object ID or client ID of TOTAL's application, or `new`.")
    group_id: Texts = Field((), description="Object IDs of TOTAL's groups, each as NAME=ID, ID or `new`.")
    admin: Texts = Field((), description="Admins: UPN, mail address or object ID of each.")
    attributes: AttributeSet | None = Field(None, description="Attributes of people to send: `default` or `minimal`.")
    verification_seconds: float = Field(180.0, ge=0, description="Seconds that setup waits for its verifications.")
    replication_seconds: float = Field(
        REPLICATION_SECONDS, ge=0, description="Seconds to look for an object if the response to its creation was lost."
    )
    secret_months: int | None = Field(None, description="Lifetime of the client secret in months.")

    _sources: dict[str, Source] = PrivateAttr(default_factory=dict)
    _notes: tuple[str, ...] = PrivateAttr(default=())
    _ignored: dict[str, str] = PrivateAttr(default_factory=dict)
    _token_aside: SecretText | None = PrivateAttr(default=None)
    _given_files: dict[str, Path] = PrivateAttr(default_factory=dict)

    def source_of(self, name: str) -> Source | None:
        """Return the source of a setting; None for a default."""
        return self._sources.get(name)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the plan must show about these settings."""
        return self._notes

    def with_notes(self, notes: tuple[str, ...]) -> Settings:
        """Return settings that carry notes for the plan."""
        copied = self.model_copy()
        copied._notes = notes
        return copied

    @property
    def ignored(self) -> Mapping[str, str]:
        """The invalid settings that were left out because the command doesn't need them, and why."""
        return self._ignored

    def without(self, ignored: Mapping[str, str]) -> Settings:
        """Return settings with these at their defaults, each for the reason that is given."""
        copied = self.model_copy(update=_defaults(ignored))
        copied._ignored = {**self._ignored, **ignored}
        return copied

    @property
    def given_files(self) -> Mapping[str, Path]:
        """The files that the command line named, by what they give: ``sheet`` and ``scim_token``."""
        return self._given_files

    def with_given_files(self, **files: Path | None) -> Settings:
        """Return a copy that knows these files."""
        copied = self.model_copy()
        copied._given_files = {name: path for name, path in files.items() if path}
        return copied

    @property
    def deferred_token(self) -> SecretText | None:
        """A SCIM token whose address has still to come from the last setup."""
        return self._token_aside

    def with_deferred_token(self, token: SecretText | None) -> Settings:
        """Return settings whose SCIM token waits for its address."""
        copied = self.model_copy(update={"scim_token": None})
        copied._token_aside = token
        return copied

    @property
    def the_cloud(self) -> Cloud:
        """The cloud's addresses. Raises BadValue when ``custom`` lacks its own, or one is no address."""
        if self.cloud is not CloudName.CUSTOM:
            return CLOUDS[self.cloud]
        if not self.authority_url or not self.graph_url:
            raise BadValue(
                "The cloud “custom” requires the addresses of its sign-in and of its Graph.",
                remedy=f"Set {PREFIX}AUTHORITY_URL and {PREFIX}GRAPH_URL.",
            )
        return custom_cloud(self.authority_url, self.graph_url)


def load_settings(
    given: Mapping[str, Any], unneeded: Collection[str] = (), sources: Mapping[str, Source] = NO_SOURCES
) -> Settings:
    """Return settings with what the command line gave on top. Raises BadValue, naming the setting and its source.

    An ``unneeded`` setting that is invalid is left at its default, unless it was typed. ``sources`` are those of given
    values that were not typed.
    """
    with ENVIRONMENT_LOCK:
        return _loaded(without_gaps(given), unneeded, sources)


def _loaded(typed: dict[str, Any], unneeded: Collection[str], other: Mapping[str, Source]) -> Settings:
    below = values_below(typed, Settings.model_fields)
    sources = {name: other.get(name) or Source(SourceKind.COMMAND_LINE, option_of(name)) for name in typed}
    collected = GivenValue(below.values | typed, below.sources | sources)
    try:
        settings = _without_invalid(collected, unneeded)
    except ValidationError as error:
        raise _refused(error, collected.sources) from None
    settings._sources = collected.sources
    return settings


def _without_invalid(collected: GivenValue, unneeded: Collection[str]) -> Settings:
    """Raise ValidationError for an invalid setting that is needed, or was typed."""
    try:
        return Settings(**collected.values)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        invalid = {str(one["loc"][0]): f"{one['msg']}." for one in found}
        typed = {name for name, source in collected.sources.items() if source.is_of_this_run}
        if not invalid.keys() <= set(unneeded) - typed:
            raise
    return Settings(**{**collected.values, **_defaults(invalid)}).without(invalid)


def _defaults(names: Iterable[str]) -> dict[str, Any]:
    fields = Settings.model_fields
    return {name: fields[name].get_default(call_default_factory=True) for name in names}


NOT_NEEDED_OFFLINE: Final = frozenset(Settings.model_fields) - {
    "certificate_key_passphrase",
    "config",
    "key_passphrase",
    "ledger_url",
    "sheet_passphrase",
    "state_dir",
    "trusted_keys",
}
"""What commands don't need that reach no tenant: those for keys, the ledger and hand-offs."""


def _option(name: str) -> str:
    return "" if name in WITHOUT_OPTION else f"{option_of(name)}, "


def _instead(name: str, source: Source | None) -> str:
    return f", or use {option_of(name)}" if source and not source.is_of_this_run and name not in WITHOUT_OPTION else ""


_CHOICES: Final[Mapping[str, Sequence[str]]] = {"cloud": tuple(CloudName), "attributes": tuple(AttributeSet)}


def _refused(error: ValidationError, sources: Mapping[str, Source]) -> BadValue:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0])
    source = sources.get(name)
    places = source.label if source else f"{_option(name)}{PREFIX}{name.upper()} or {user_settings_file()}"
    if first["type"] == "extra_forbidden":
        return BadValue(f"There is no setting {name}.", remedy=f"Remove it from {places}.")
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "enum":
        given, known = str(error.errors(include_url=False)[0]["input"]), _CHOICES[name]
        return BadValue(
            f"There is no {where} {given!r}.",
            remedy=f"{did_you_mean(given, known)}Correct {places}{_instead(name, source)}. "
            f"Possible values: {', '.join(known)}.",
        )
    return BadValue(
        f"The setting {where} can't be used: {first['msg']}.", remedy=f"Correct {places}{_instead(name, source)}."
    )
