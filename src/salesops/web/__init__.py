"""The web shell: records, permission, pages; no arithmetic."""
