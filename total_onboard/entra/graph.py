"""The only place that speaks HTTP to Microsoft Graph.

Requests are built, authorised, sent and retried by Microsoft's SDK (builders, adapter, middleware); answers are
decoded by our own small models, because the SDK's first deserialisation alone imports 1,200 modules.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from kiota_abstractions.method import Method
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_http.middleware.options import ResponseHandlerOption
from msgraph.graph_service_client import GraphServiceClient

from total_onboard.engine.events import Listener
from total_onboard.entra.call_record import CallRecord
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.graph_answer import error_from, is_html, proxy_answered
from total_onboard.entra.graph_errors import AmbiguousAnswer, GraphError, NotFound, ServiceFailed, Unreachable
from total_onboard.entra.graph_model import GraphModel
from total_onboard.entra.graph_transport import SendOnce, request_adapter

if TYPE_CHECKING:
    from total_onboard.entra.sign_in.session import TokenSource

Model = TypeVar("Model", bound=GraphModel)

_VERSION: Final = "v1.0"
_CUT_CONNECTIONS_BORNE: Final = 2
_OBJECT: Final = re.compile(r"^/(applications|servicePrincipals|groups)(/[^/]+|\([^)]*\))")
