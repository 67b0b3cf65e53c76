"""Apache with mod_auth_openidc in TOTAL's place: a relying party of others, configured from a hand-off alone."""

from __future__ import annotations

import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import trustme

from tests.contract.clients.installed import APACHE, APACHE_MODULES, need_apache

CALLBACK: Final = "/auth/oidc/callback"
_MODULES: Final = (
    *("mpm_event", "authn_core", "authz_core", "authz_user", "dir", "include", "mime", "socache_shmcb", "ssl"),
    "auth_openidc",
)
_PAGE: Final = """<!doctype html><title>TOTAL</title>
<p id="oid"><!--#echo var="OIDC_CLAIM_oid" --></p>
<p id="sub"><!--#echo var="OIDC_CLAIM_sub" --></p>
<p id="email"><!--#echo var="OIDC_CLAIM_email" --></p>
"""
_CONFIGURATION: Final = """
ServerRoot {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
ServerName localhost
Listen 127.0.0.1:{port}
{modules}
DocumentRoot {folder}/pages
TypesConfig /dev/null
SSLEngine on
SSLCertificateFile {folder}/server.pem
SSLCertificateKeyFile {folder}/server.key

OIDCProviderMetadataURL {discovery_url}
OIDCClientID {client_id}
OIDCClientSecret {client_secret}
OIDCRedirectURI https://localhost:{port}{callback}
OIDCCryptoPassphrase {passphrase}
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCPassClaimsAs environment
OIDCSSLValidateServer On
OIDCCABundlePath {authority}

<Directory {folder}/pages>
    Options +IncludesNoExec
    AddOutputFilter INCLUDES .html
    AddType text/html .html
    DirectoryIndex index.html
    AuthType openid-connect
    Require valid-user
</Directory>
<Location {callback}>
    AuthType openid-connect
    Require valid-user
</Location>
"""


def free_port() -> int:
    """A port that nobody listens at."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@contextmanager
def apache(handoff: Mapping[str, Any], port: int, authority: str) -> Iterator[str]:
    """Serve pages that need a sign-in, and return their address; ``authority`` signed Microsoft's certificate."""
    need_apache()
    with tempfile.TemporaryDirectory(prefix="total-onboard-apache-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        _write(folder, handoff, port, authority)
        command = [str(APACHE), "-f", str(folder / "apache.conf"), "-DFOREGROUND"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            await_port(process, port, folder)
            yield f"https://localhost:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _write(folder: Path, handoff: Mapping[str, Any], port: int, authority: str) -> None:
    issued = trustme.CA().issue_cert("localhost")
    (folder / "server.pem").write_bytes(issued.cert_chain_pems[0].bytes())
    (folder / "server.key").write_bytes(issued.private_key_pem.bytes())
    (folder / "authority.pem").write_bytes(Path(authority).read_bytes())
    (folder / "pages").mkdir()
    (folder / "pages" / "index.html").write_text(_PAGE)
    modules = "\n".join(f"LoadModule {one}_module {APACHE_MODULES}/mod_{one}.so" for one in _MODULES)
    taken = {name: handoff[name] for name in ("discovery_url", "client_id", "client_secret")}
    words = {"folder": folder, "port": port, "authority": folder / "authority.pem", "callback": CALLBACK, **taken}
    text = _CONFIGURATION.format(**words, modules=modules, passphrase=secrets.token_hex(16))
    (folder / "apache.conf").write_text(text)


def await_port(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    """Wait until a server listens; ``folder`` has its ``error.log``."""
    for _ in range(100):
        with closing(socket.socket()) as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, _errors(folder)
        time.sleep(0.1)
    raise AssertionError(f"The server doesn't listen: {_errors(folder)}")


def _errors(folder: Path) -> str:
    log = folder / "error.log"
    return log.read_text() if log.is_file() else "no log"
