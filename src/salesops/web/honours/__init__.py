"""Honours and the ladder: awards given and points, promotion and demotion over attainment."""
