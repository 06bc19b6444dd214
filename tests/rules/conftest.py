"""Property tests are timed by nobody: a country's holidays are loaded on their first use."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
