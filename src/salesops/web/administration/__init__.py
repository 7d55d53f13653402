"""Looking after the installation: company, calendar, backups, snapshots, the worker's duties."""
