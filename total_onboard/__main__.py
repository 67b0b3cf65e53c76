"""``python -m total_onboard`` is the same as ``total-onboard``."""

from total_onboard.cli.app import main

main()
