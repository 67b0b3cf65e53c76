"""Everything that speaks to Microsoft."""
