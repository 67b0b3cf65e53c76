"""Commands as Typer sees them: their options and help texts."""
