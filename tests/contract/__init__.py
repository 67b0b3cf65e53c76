"""What other programs, documents and the packaging rely on."""
