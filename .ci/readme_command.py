"""Print the command in the README's shell blocks that contains a word."""

import re
import sys
from pathlib import Path

readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
found = [block.strip() for block in blocks if sys.argv[1] in block]
if len(found) != 1:
    sys.exit(f"the README must hold exactly one shell block with {sys.argv[1]!r}")
sys.stdout.write(found[0] + "\n")
