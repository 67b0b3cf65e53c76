"""Serve it over TLS with everything in memory.

The port is the first line on standard output, and it stops when standard input closes.
"""

from __future__ import annotations

import ssl
import sys
import threading
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Quiet(WSGIRequestHandler):
    """Handler that prints nothing."""

    def log_message(self, format: str, *words: Any) -> None:
        """Keep silent."""


def _stop_with_input(server: WSGIServer) -> None:
    sys.stdin.read()
    server.shutdown()


settings.configure(
    ALLOWED_HOSTS=["localhost"],
    AUTH_USER_MODEL="django_service.User",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_scim", "django_service"],
    LOGGING_CONFIG=None,
    MIDDLEWARE=["django_service.signed_in.SignedIn", "django_scim.middleware.SCIMAuthCheckMiddleware"],
    ROOT_URLCONF="django_service.urls",
    SCIM_SERVICE_PROVIDER={
        "AUTHENTICATION_SCHEMES": [{"type": "oauth2", "name": "OAuth 2", "description": "Bearer token"}],
        "GROUP_MODEL": "django_service.models.Group",
        "NETLOC": "localhost",
    },
    SECRET_KEY="not secret",
    USE_TZ=True,
)
if __name__ == "__main__":
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[1:])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    threading.Thread(target=_stop_with_input, args=(server,), daemon=True).start()
    server.serve_forever()  # in this thread, which has the database
