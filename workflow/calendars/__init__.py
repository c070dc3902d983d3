"""Working time: add, measure, explain. Pure: no clock, no database."""
