"""Text: what people see of foreign values, long values, lists, and suggestions of similar names."""
