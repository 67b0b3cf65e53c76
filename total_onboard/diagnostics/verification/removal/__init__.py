"""Verifications of removal: who leaves a group loses access at TOTAL."""
