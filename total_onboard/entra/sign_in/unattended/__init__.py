"""Sign-in without a person at the keyboard: what the environment offers, or a certificate; azure-identity does it."""

from total_onboard.core.platforms.unused_modules import load_deferred_modules

load_deferred_modules()
