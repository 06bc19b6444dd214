"""Whoever decides something by the rules' numbers decides by those of the workspace."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import bot.rules

HOUSE = Path(bot.rules.__file__).parents[2]
DECIDING = ("bot/flows", "bot/jobs", "bot/delivery", "bot/exchange", "handlers")
# With how many arguments a calendar is asked, the instant and the hours of the day.
ASKED_OF_CALENDARS = {"next_open": 3, "quiet": 3, "next_morning": 2}
# One promise is kept or not whatever the window: the windows are the query's.
WHATEVER_THE_NUMBERS = {"kept_rate([promise], day + timedelta(days=1), window_days=1)"}


def rules_with_limits() -> frozenset[str]:
    """Return the names of the rules that go by the defaults unless told."""
    names = [found.name for found in iter_modules(bot.rules.__path__)]
    modules = [import_module(f"bot.rules.{name}") for name in names]
    return frozenset(
        name
        for module in modules
        for name, rule in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and _may_be_left_out(inspect.signature(rule))
    )


def _may_be_left_out(signature: inspect.Signature) -> bool:
    limits = signature.parameters.get("limits")
    return limits is not None and limits.kind is limits.KEYWORD_ONLY


def calls_without_limits(path: Path, rules: frozenset[str]) -> Iterator[str]:
    """Yield the calls in one file that leave a rule to its defaults."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        given = {word.arg for word in call.keywords}
        if call.func.id in rules and not given & {"limits", None}:
            yield ast.unparse(call)


def hours_of_nobody(path: Path) -> Iterator[str]:
    """Yield the questions put to a calendar that leave it to the default hours."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        needed = ASKED_OF_CALENDARS.get(call.func.attr, 0)
        of_calendar = "calendar" in ast.unparse(call.func.value)
        if of_calendar and len(call.args) + len(call.keywords) < needed:
            yield f"{path.name}: {ast.unparse(call)}"


def test_hours_are_always_those_of_the_workspace() -> None:
    files = [path for part in DECIDING for path in sorted((HOUSE / part).rglob("*.py"))]
    files.append(HOUSE / "bot/rules/snooze.py")

    assert [left for path in files for left in hours_of_nobody(path)] == []


def test_no_rule_is_left_to_its_defaults_where_a_workspace_may_have_its_own() -> None:
    rules = rules_with_limits()
    files = [path for part in DECIDING for path in sorted((HOUSE / part).rglob("*.py"))]

    left = {call for path in files for call in calls_without_limits(path, rules)}

    assert {"propose", "qbr_windows", "judge", "ladder_step"} <= rules
    assert left == WHATEVER_THE_NUMBERS
