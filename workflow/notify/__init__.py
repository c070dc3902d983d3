"""Senders: one module per channel. Only the relay calls them, after the commit."""
