"""``python -m total_onboard`` is the same as ``total-onboard``."""

from total_onboard.cli.main import main

main()
