"""Clients that others wrote, unchanged, against the sandbox.

``python3 requirements/install_clients.py`` installs them.
"""
