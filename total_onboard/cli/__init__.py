"""Typer only: one thin file per command."""
