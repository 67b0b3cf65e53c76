"""Attribute mappings: the default schema, expressions and functions, and the checks of a new schema."""
