"""Run scim2-tester against the SCIM service of the first argument, and print its results as JSON.

It runs in the environment of the independent clients. The token is a line on standard input, the second argument the
authority to trust.
"""

from __future__ import annotations

import json
import ssl
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server


def main(url: str, authority: str) -> None:
    """Check the service, without what a service may leave out."""
    token = sys.stdin.readline().strip()
    headers = {"Authorization": f"Bearer {token}"}
    trust = ssl.create_default_context(cafile=authority)
    with Client(base_url=url, headers=headers, verify=trust, timeout=30) as http:
        client = SyncSCIMClient(http)
        client.discover()
        found = [
            {"status": str(one.status.name), "title": one.title, "type": one.resource_type, "reason": one.reason}
            for one in check_server(client)
        ]
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
