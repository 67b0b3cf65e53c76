"""The value sheet: what a customer needs for setup, signed by TOTAL."""
