"""Inspection of the content of objects that aren't known here."""
