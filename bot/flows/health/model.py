"""The health model in use: the file beside the rules, which an admin may edit."""

from functools import cache
from pathlib import Path

from bot.rules import health_model
from bot.rules.health import HealthModel, load_model

MODEL_FILE = Path(health_model.__file__).with_name("health_model.toml")


@cache
def model() -> HealthModel:
    """Return the model, read once. Raises HealthModelError when the file is wrong."""
    return load_model(MODEL_FILE.read_text(encoding="utf-8"))
