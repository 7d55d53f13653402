"""SQLite as Django speaks to it, with those who want to write standing in line."""
