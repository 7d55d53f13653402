"""Plans and the quotas they set."""
