"""Presentation: from what the service answers to JSON data and to lines and tables.

Pure functions; nothing here prints. ``data`` is the one form for programs; each of the other
modules shows one kind of thing to people.
"""
