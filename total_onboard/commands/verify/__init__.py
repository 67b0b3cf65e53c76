"""``verify``: run the verifications of a setup again."""
