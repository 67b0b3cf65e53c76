"""Errors of the synchronization service."""

from __future__ import annotations

from total_onboard.sandbox.graph.errors import GraphRefusal
from total_onboard.sandbox.provisioning.scim.scim_failures import ScimFailure


def not_known_or_not_allowed() -> GraphRefusal:
    """Return the service's 401: it says neither whether the application is too new nor whether the caller may not."""
    return GraphRefusal(401, "UnknownError", "")


def too_new() -> GraphRefusal:
    """Build the error for a known application whose rights are not there yet."""
    return GraphRefusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def replicas_differ() -> GraphRefusal:
    """Build the error for an application that not every replica has."""
    return GraphRefusal(409, "Conflict", "The service principal is being replicated. Please retry.")


def unsupported_template(template_id: str) -> GraphRefusal:
    """Build the error for a template that the application does not offer, in one of its readings."""
    return GraphRefusal(400, "UnsupportedSynchronizationTemplate", f"The template '{template_id}' is not supported.")


def second_job() -> GraphRefusal:
    """Build the error for another job of a template, in one of its readings."""
    return GraphRefusal(409, "Conflict", "A job of this template exists for this service principal.")


def endpoint_unavailable(failure: ScimFailure) -> GraphRefusal:
    """Build the error for an endpoint that is unavailable now, in the reading that separates it from a wrong token."""
    return GraphRefusal(503, "ServiceUnavailable", failure.message)


def no_such(resource: str) -> GraphRefusal:
    """Build the error for an unknown id."""
    message = f"Resource '{resource}' does not exist or one of its queried reference-property objects are not present."
    return GraphRefusal(404, "Request_ResourceNotFound", message)


def bad_request(message: str) -> GraphRefusal:
    """Build the error for a body that does not fit."""
    return GraphRefusal(400, "BadRequest", message)


def missing_parameter(name: str) -> GraphRefusal:
    """Build the error for a missing parameter of an action."""
    return GraphRefusal(400, "RequestMissingRequiredParameter", f"The required parameter '{name}' is missing.")


def unknown_key(key: str) -> GraphRefusal:
    """Build the error for a credential key outside the enumeration, whose members are case-sensitive."""
    return GraphRefusal(500, "InternalError", f"Requested value '{key}' was not found.")


def credentials_failed(failure: ScimFailure) -> GraphRefusal:
    """Build the error for a failed connection test."""
    return GraphRefusal(400, failure.code, failure.message)


def throttled() -> GraphRefusal:
    """Build the error for more than five calls in ten seconds."""
    return GraphRefusal(429, "TooManyRequests", "Too many requests.", {"Retry-After": "10"})
