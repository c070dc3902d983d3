"""The process that keeps deadlines: it wakes when something is due, fires it, and sends."""
