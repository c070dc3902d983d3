"""Definitions: from YAML to an immutable model, with every problem found at once.

``model`` is the contract. ``parse`` reads YAML, ``checks`` looks for contradictions, ``conditions``
compiles what is written under ``when``, ``resolved`` is the stored form. Import what you need from
the modules: this package imports none of them, so that a command pays only for what it uses.
"""
