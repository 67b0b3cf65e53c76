"""Many value sheets from a CSV file."""
