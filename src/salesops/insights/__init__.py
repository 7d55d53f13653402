"""What deserves attention: findings and diagnoses, each with the queries that prove it."""
