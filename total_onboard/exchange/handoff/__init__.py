"""The hand-off: what TOTAL gets back."""
