"""Comparison of a recorded run with the sandbox: the same requests in the same order, and how the answers differ."""
