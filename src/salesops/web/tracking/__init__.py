"""Targets while the year runs: who is behind, why, and what somebody who looked said it was."""
