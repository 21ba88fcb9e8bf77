"""What a text that people announce may hold (docs/spec/bid.md)."""

import re
from typing import Final

# No control characters, and none that change the order of reading: what is announced is what is seen.
TEXT: Final = re.compile("[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]{1,200}")
