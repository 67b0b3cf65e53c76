"""The remembered sign-in, encrypted with a key in the keyring."""
