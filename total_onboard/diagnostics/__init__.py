"""Read-only judgement about a tenant: can setup succeed, does it work, has it changed?"""
