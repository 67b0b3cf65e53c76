"""A page for people that accompanies the sheet: values, steps, and a fingerprint to compare. It holds no secret."""
