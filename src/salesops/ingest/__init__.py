"""From somebody's file to a batch: read, map, clean, judge; never touches records."""
