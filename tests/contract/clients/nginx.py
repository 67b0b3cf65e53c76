"""nginx as a team's reverse proxy, over TLS, with a block of the documentation."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import trustme

from tests.contract.clients.apache import await_port, free_port
from tests.contract.clients.installed import need_nginx

_CONFIGURATION: Final = """
daemon off; master_process off; pid {folder}/pid;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        {block}
    }}
}}
"""


@contextmanager
def nginx(folder: Path, block: str) -> Iterator[tuple[str, Path]]:
    """Serve a block; yields the address, and the file with the authority of its certificate."""
    need_nginx()
    folder.mkdir()
    port, authority = free_port(), trustme.CA()
    issued = authority.issue_cert("localhost")
    (folder / "server.pem").write_bytes(issued.cert_chain_pems[0].bytes())
    (folder / "server.key").write_bytes(issued.private_key_pem.bytes())
    (folder / "authority.pem").write_bytes(authority.cert_pem.bytes())
    (folder / "nginx.conf").write_text(_CONFIGURATION.format(folder=folder, port=port, block=block))
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_port(process, port, folder)
        yield f"https://localhost:{port}", folder / "authority.pem"
    finally:
        process.terminate()
        process.wait(10)
