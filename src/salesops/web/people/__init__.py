"""Who works here, in which team and position, and who may sign in."""
