"""Customers, and which source calls them what."""
