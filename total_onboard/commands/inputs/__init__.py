"""Inputs of a command: options, settings, value sheet, passphrases and output files."""
