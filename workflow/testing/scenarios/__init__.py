"""Scenarios beside a definition: read strictly, and played on the real engine.

``reading`` reads the file, ``playing`` plays what it says: see docs/testing.md.
"""
