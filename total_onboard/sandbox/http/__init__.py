"""Server of the sandbox: TLS, origins, recorded requests, faults and controls."""
