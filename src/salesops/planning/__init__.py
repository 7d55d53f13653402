"""From a goal to a target for everybody: decomposition, reconciliation, odds and territories."""
