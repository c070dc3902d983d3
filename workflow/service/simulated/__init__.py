"""A house in simulated time, and promises tried out in it: ``workflow.testing`` is its public door.

It is here and not there since publishing asks it: only what happened is called broken.
"""
