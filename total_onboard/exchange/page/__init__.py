"""A page for people beside the sheet: what it says, what to do, what to compare on the phone. No secret is on it."""
