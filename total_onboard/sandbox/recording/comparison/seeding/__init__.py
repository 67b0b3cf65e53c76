"""State of the recorded tenant before the run, put into the sandbox as far as the recording shows it."""
