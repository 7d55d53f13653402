"""Everything that is done in the pay workflow. Only here, and in the worker's job, is written."""
