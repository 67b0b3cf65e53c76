"""Connects a Microsoft Entra tenant to TOTAL: one command-line tool for the admin, the rep and the rehearsal."""

__version__ = "0.1.0"
