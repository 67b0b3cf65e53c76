"""How the sandbox is served: TLS, origins, recorded requests, faults and controls."""
