"""Use cases: what people and programs ask for, each one transaction or none."""
