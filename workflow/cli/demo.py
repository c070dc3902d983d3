"""The demonstration: a complaint from reception to call back, on a simulated clock."""


def run() -> None:
    """Play it."""
