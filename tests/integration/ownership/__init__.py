"""Who owns what: nothing is written to an object that is not known here."""
