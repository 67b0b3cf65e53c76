"""Help screens: panels, examples, and the order of options."""
