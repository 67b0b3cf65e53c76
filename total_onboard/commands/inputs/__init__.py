"""What a command is given: options, settings, value sheet, passphrases and output files."""
