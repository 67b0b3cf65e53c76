"""Values of the desired state that belong to one resource alone, as the folder of its step declares them.

A ``values.toml`` in a folder of ``steps/`` has a table for each setting. The setting, its option and the member of the
desired state are made from it, so that a resource brings them along. It is data, because the layers that need it must
not import a step, and every Tab reads it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

FILE: Final = "values.toml"
Model = TypeVar("Model", bound="BaseModel")


@dataclass(frozen=True, kw_only=True)
class FailureMails:
    """Say that failure mails of provisioning go to the first text, and what a text too long for that is answered.

    Azure Government limits all texts of the value and the SCIM token together: ``too_long`` is the sentence and
    ``instead`` the remedy.
    """

    too_long: str
    instead: str


@dataclass(frozen=True, kw_only=True)
class ResourceValue:
    """One value, of several texts; a subset of what :class:`ValueOption` says of a value.

    ``desired`` is the member of the desired state, ``help`` of the option and ``description`` of the setting. ``check``
    names the rule for each text in ``exchange/validation.py``. More than ``at_most`` texts are refused with the
    sentence ``too_many`` and the remedy ``instead``. Graph keeps the texts in the list ``graph_property``, a type and a
    property; others can add to it, and ``entry`` is what one text is called.
    """

    setting: str
    desired: str
    help: str
    description: str
    metavar: str
    check: str
    at_most: int
    too_many: str
    instead: str
    graph_property: str
    entry: str
    failure_mails: FailureMails | None = None
    needed_by: tuple[str, ...] = ()
    is_remembered: bool = False

    @property
    def property_name(self) -> str:
        """Name of the property of ``graph_property`` as Graph writes it."""
        return self.graph_property.partition(".")[2]


def _declared() -> Iterator[ResourceValue]:
    for folder in sorted(files("total_onboard").joinpath("steps").iterdir(), key=lambda one: one.name):
        if folder.is_dir() and (file := folder.joinpath(FILE)).is_file():
            for setting, table in tomllib.loads(file.read_text("utf-8")).items():
                mails = table.pop("failure_mails", None)
                yield ResourceValue(setting=setting, failure_mails=mails and FailureMails(**mails), **table)


RESOURCE_VALUES: Final = tuple(_declared())


def resource_value(setting: str) -> ResourceValue:
    """Return the declaration of a setting."""
    return next(one for one in RESOURCE_VALUES if one.setting == setting)


def graph_lists(type_name: str) -> tuple[ResourceValue, ...]:
    """Return the values that Graph keeps in lists of a type, such as ``servicePrincipal``."""
    return tuple(one for one in RESOURCE_VALUES if one.graph_property.startswith(f"{type_name}."))


def with_members(members: Mapping[str, Any]) -> Callable[[type[Model]], type[Model]]:
    """Return a decorator that gives a model more members, each with its type and default."""

    def extended(model: type[Model]) -> type[Model]:
        from pydantic import create_model

        return create_model(
            model.__name__, __base__=model, __doc__=model.__doc__, __module__=model.__module__, **members
        )

    return extended
