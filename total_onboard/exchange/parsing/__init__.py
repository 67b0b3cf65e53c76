"""Read texts that come from outside: their kind, repaired mail texts, strict JSON."""
