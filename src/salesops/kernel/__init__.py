"""Values without a framework: money, periods, problems; no I/O, no clock."""
