"""Reports on pages and as files."""
