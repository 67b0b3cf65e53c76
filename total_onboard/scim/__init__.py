"""Everything that speaks to TOTAL."""
