"""Hypothesis: new examples at every run here, the same ones in CI, and never a clock."""

import os

from hypothesis import settings

settings.register_profile("search", deadline=None)
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady" if os.environ.get("CI") else "search")
