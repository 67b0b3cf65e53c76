"""TOTAL's key pairs, trusted keys and revocations."""
