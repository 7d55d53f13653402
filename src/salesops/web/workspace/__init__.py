"""The workspace itself: settings, calendar, snapshots, audit, tokens."""
