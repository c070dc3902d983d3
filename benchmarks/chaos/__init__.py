"""Daemons and writers on one database, killed at random; then a count of what became of it.

``python -m benchmarks.chaos`` is the long form. The tests run a short one.
"""
