"""Territories: customers shared out evenly, proposed, looked at, handed over and taken back."""
