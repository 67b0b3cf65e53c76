"""Whole pages for people: the report and the guide."""
