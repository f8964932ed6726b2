"""Contracts: what a template may ask for, what is printed, signed and ended."""
