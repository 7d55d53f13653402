"""Pay plans: designed, approved by four eyes, assigned to people, signed, replayed, simulated."""
