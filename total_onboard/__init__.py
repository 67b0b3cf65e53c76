"""Connect a Microsoft Entra tenant to TOTAL: one command-line tool for the admin, the representative and tests."""

__version__ = "0.1.0"
