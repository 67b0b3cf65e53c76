"""What the self-contained program runs."""

import warnings

from total_onboard.cli.main import main

# The pages for admins contain no picture, so Pillow stays out.
warnings.filterwarnings("ignore", "Pillow could not be imported")
main()
