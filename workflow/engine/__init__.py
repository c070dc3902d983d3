"""Case + act + now → decision. Pure: nothing here reads a clock, a file or a database."""
