"""Commands in this process, against the sandbox."""
