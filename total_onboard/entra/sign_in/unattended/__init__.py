"""Sign-in without a person at the keyboard: what the environment offers, or a certificate; azure-identity does it."""
