"""A POSIX script of ``az rest`` calls, from what the steps declare."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from total_onboard import __version__
from total_onboard.engine.export.declared_request import (
    SCIM_TOKEN,
    Declared,
    DeclaredRequest,
    DeclaredValue,
    Lookup,
)
from total_onboard.engine.export.export_source import ExportSource, names_of
from total_onboard.engine.export.plan_comments import about_tenant, left_to_others
from total_onboard.engine.export.posix_script import comment, document, double_quoted, visible
from total_onboard.engine.step import Step
from total_onboard.entra.graph.captured_request import RequestCapture

_END: Final = "END_OF_BODY"
_ALWAYS: Final = ("application", "client_id")
_GRAPH_HERE: Final = Lookup(lambda tenant: tenant.service_principals.microsoft_graph(), "id")
"""Its object ID is another one in each tenant."""


def az_script(source: ExportSource, capture: RequestCapture) -> str:
    """Return the script."""
    writer = _Writer(capture, source.references())
    lines = list(_head(source, writer))
    heading = ""
    for step, part in _parts(source, writer):
        if step.title != heading:
            heading = step.title
            lines += ["", comment(f"== {heading} =="), f"step {shlex.quote(heading)}"]
        lines += ["", *part]
    return "\n".join([*lines, "", *_foot(source)]) + "\n"


def _parts(source: ExportSource, writer: _Writer) -> list[tuple[Step, list[str]]]:
    """Return the lines of each declaration that is needed: what is sent, and the values that it refers to.

    What exists comes first, so that all of it is checked before the first write, unless something is restored.
    """
    parts: list[tuple[Step, list[str]]] = []
    needed = " ".join(f"${{{name}}}" for name in _ALWAYS)
    checks: list[tuple[Step, list[str]]] = []
    for step, one in reversed(source.declared):
        if source.is_sent(step, one) or any(f"${{{name}}}" in needed for name in names_of(one)):
            part = (step, list(writer.lines(one)))
            (checks if one.existing and names_of(one) and not source.restores else parts).append(part)
            needed += "\n".join(part[1])
    return [*reversed(checks), *reversed(parts)]


def _head(source: ExportSource, writer: _Writer) -> Iterator[str]:
    template = files("total_onboard.engine.export").joinpath("az_head.sh").read_text("utf-8")
    about = "".join(f"{line}\n" for line in about_tenant(source))
    graph = shlex.quote(source.graph_url)
    # All placeholders are replaced in one pass: no value is searched for another placeholder.
    values = {"VERSION": __version__, "GRAPH": graph, "ABOUT": about, "FILES": _folder(source)}
    yield re.sub(r"@(VERSION|GRAPH|ABOUT|FILES)@", lambda match: values[match[1]], template).rstrip("\n")
    yield f"template={shlex.quote(source.template_id)}"
    if source.tenant and (graph_here := source.tenant.state.observed.microsoft_graph):
        yield writer.check("Microsoft Graph in this tenant", graph_here.id, _GRAPH_HERE)
    if any(isinstance(one, DeclaredRequest) and writer.has_token(one) for one in source.sent):
        yield "read_scim_token"


def _folder(source: ExportSource) -> str:
    """Return the name of the folder for the files: of each tenant another one, so that none is taken for another's."""
    tenant_id = source.tenant.state.identity.organization.id if source.tenant else ""
    return "-".join(["total-onboard-files", *re.findall(r"[0-9a-f]+", tenant_id)])


def _foot(source: ExportSource) -> Iterator[str]:
    yield 'printf "%s\\n" "$application" > "$files/application-object-id"'
    yield 'printf "%s\\n" "$client_id" > "$files/client-id"'
    if source.tenant is None and source.desired.scim is None:
        yield "step 'Not done: provisioning waits for the SCIM address and token from TOTAL'"
    yield from (f"step {shlex.quote(visible(each))}" for each in left_to_others(source))
    yield 'step "Done. Client ID: $client_id"'
    if source.has_secret:
        yield 'step "The client secret is in $files/client-secret. Give it to TOTAL, then delete the file."'


def _repetition(one: DeclaredRequest, method: str) -> str:
    """Return when to send again: a creation that was perhaps carried out must not be repeated."""
    if one.is_creation and method == "POST":
        return "once"
    return "refused" if one.secret or (one.result and method == "POST") else "again"


class _Writer:
    def __init__(self, capture: RequestCapture, references: dict[str, str]) -> None:
        self._capture, self._references = capture, references

    def lines(self, one: Declared) -> Iterator[str]:
        """Yield the lines of a value or a request."""
        yield comment(one.purpose)
        if one.existing and names_of(one):
            yield from self._existing(one)
        elif isinstance(one, DeclaredValue):
            yield f"{one.name}=$(await_value {shlex.quote(one.missing)} {self._look(one.lookup)})"
        elif one.is_creation:
            yield from self._creation(one)
        elif one.unless:
            yield from self._guarded(one, one.unless)
        elif one.body_from:
            yield from self._changed(one, one.body_from)
        else:
            yield from self._write(one)

    def has_token(self, one: DeclaredRequest) -> bool:
        """Return whether a request contains the SCIM token."""
        return SCIM_TOKEN in str(self._capture.capture(one.write).body)

    def check(self, what: str, expected: str, lookup: Lookup) -> str:
        """Return the line that stops if something isn't what was read."""
        return f"must_show {shlex.quote(what)} {shlex.quote(expected)} {self._look(lookup)}"

    def _existing(self, one: Declared) -> Iterator[str]:
        """Fill in the ID that was read, and check it."""
        (name,) = names_of(one)
        lookup = one.lookup if isinstance(one, DeclaredValue) else one.unless
        assert lookup is not None
        yield f"{name}={shlex.quote(one.existing)}"
        yield self.check(visible(one.purpose).rstrip("."), one.existing, lookup)

    def _changed(self, one: DeclaredRequest, body: Lookup) -> Iterator[str]:
        """Send what a query makes of what is there, if that is another thing."""
        yield f'look_json {self._look(Lookup(body.call, "@"))} > "$work/before.json"'
        yield f'look_json {self._look(body)} > "$work/after.json"'
        yield 'if ! cmp -s "$work/before.json" "$work/after.json"; then'
        yield '  mv "$work/after.json" "$work/body.json"'
        yield from self._write(one, body="")
        yield "fi"

    def _look(self, lookup: Lookup) -> str:
        path = self._capture.capture(lookup.call).path
        return f"{double_quoted(path, self._references)} {double_quoted(lookup.query, self._references)}"

    def _creation(self, one: DeclaredRequest) -> Iterator[str]:
        (name,) = one.result
        assert one.unless
        yield f"{name}=$(look {self._look(one.unless)})"
        yield f'must_be_ours {name} "${name}"'
        yield f'if [ -z "${name}" ] && [ -f "$files/{name}.id" ]; then {name}=$(cat "$files/{name}.id"); fi'
        yield f'if [ -z "${name}" ]; then'
        if one.namesakes:
            yield f"  found=$(look {self._look(one.namesakes)})"
            yield f'  must_be_new {name} "$found"'
        yield from self._write(one, into=name)
        yield f'  printf "%s\\n" "${name}" > "$files/{name}.id"'
        yield "fi"

    def _guarded(self, one: DeclaredRequest, unless: Lookup) -> Iterator[str]:
        name = next(iter(one.result), "found")
        yield f"{name}=$(look {self._look(unless)})"
        yield f'if [ -z "${name}" ]; then'
        yield from self._write(one, into=next(iter(one.result), ""))
        if one.is_restoration:
            yield f"  await_value 'What was restored does not appear.' {self._look(unless)} > /dev/null"
        yield "fi"

    def _write(self, one: DeclaredRequest, into: str = "", body: str | None = None) -> Iterator[str]:
        request = self._capture.capture(one.write)
        yield from self._body(request.body) if body is None else ()
        query = one.result.get(into, "") or one.secret
        words = [shlex.quote(request.method.lower()), double_quoted(request.path, self._references)]
        words += [double_quoted(query, self._references), shlex.quote(request.prefer)]
        call = f"send {_repetition(one, request.method)} {' '.join(words)}"
        if one.secret:
            yield '  must_not_replace "$files/client-secret"'
            yield f'  {call} > "$files/client-secret"'
        elif into:
            yield f"  {into}=$({call})"
        else:
            yield f"  {call}"

    def _body(self, body: object) -> Iterator[str]:
        if body is None:
            yield '  : > "$work/body.json"'
            return
        yield f'  cat > "$work/body.json" <<{_END}'
        yield document(body, self._references)
        yield _END
