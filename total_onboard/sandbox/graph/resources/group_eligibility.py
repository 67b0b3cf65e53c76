"""``/identityGovernance/privilegedAccess/group``: who could activate a membership (Privileged Identity Management).

Source: https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityscheduleinstances
"""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.errors import bad_request
from total_onboard.sandbox.graph.model import type_named
from total_onboard.sandbox.graph.objects.object_lookup import OBJECT_TYPES, any_object
from total_onboard.sandbox.graph.odata.answer import Expand, many, shaped
from total_onboard.sandbox.graph.odata.options import LIST
from total_onboard.sandbox.graph.request import Call, operation
from total_onboard.sandbox.graph.resources.role_management import check_licence

_PATH: Final = "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"
_TYPE: Final = "privilegedAccessGroupEligibilityScheduleInstance"


def list_eligible_members(call: Call) -> Response:
    """``GET …/eligibilityScheduleInstances``, of one group or one principal."""
    check_licence(call.store)
    if call.options.filter is None:
        raise bad_request("The required filter on groupId or principalId is missing.", "BadRequest")
    return many(call, _rows(call.store), _TYPE, _PATH, _expand(call.store))


def _rows(store: Store) -> list[Body]:
    return [_row(store, group, who) for group, people in store.eligible_members.items() for who in people]


def _row(store: Store, group: str, who: str) -> Body:
    return {
        "id": f"{group}_member_{who}",
        "accessId": "member",
        "eligibilityScheduleId": f"{group}_member_{who}",
        "endDateTime": None,
        "groupId": group,
        "memberType": "Direct",
        "principalId": who,
        "startDateTime": store.organization["createdDateTime"],
    }


def _expand(store: Store) -> Expand:
    def related(body: Body, _: str) -> Any:  # noqa: ANN401
        kind, holder = any_object(store, body["principalId"]) or ("users", {"id": body["principalId"]})
        found = type_named(OBJECT_TYPES[kind])
        return {"@odata.type": f"#{found.full_name}", **shaped(holder, found)}

    return related


ROUTES = [operation("GET", f"/{_PATH}", list_eligible_members, LIST)]
