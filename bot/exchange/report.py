"""What became of a file, line by line."""

from collections import Counter
from dataclasses import dataclass, field

SHOWN_LINES = 5  # of each reason; the count is always exact
SHOWN_REASONS = 20  # the most frequent first; a wrong format makes one of every line


@dataclass
class Report:
    """Counts of lines taken, changed, as before, and skipped with the reason of each."""

    kind: str
    added: int = 0
    changed: int = 0
    same: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)  # e.g. partners made on the way

    @property
    def taken(self) -> int:
        """Lines that now stand in the ledger."""
        return self.added + self.changed + self.same

    def skip(self, line: int, why: str) -> None:
        """Note a line that was not taken."""
        self.skipped.append((line, why))

    def sentences(self, *, dry_run: bool) -> list[str]:
        """Return the report as lines of text, exact counts first."""
        would = "would be " if dry_run else ""
        counts = f"{self.added:,} new, {self.changed:,} changed, {self.same:,} as before"
        said = [f"{self.taken:,} {self.kind} {would}taken: {counts}."]
        said += [
            f"{count:,} {what} {would}made on the way."
            for what, count in self.made.items()
            if count
        ]
        reasons: dict[str, list[int]] = {}
        for line, why in self.skipped:
            reasons.setdefault(why, []).append(line)
        if self.skipped:
            said.append(f"{len(self.skipped):,} lines {would}skipped:")
        by_weight = sorted(reasons.items(), key=lambda item: -len(item[1]))
        for why, lines in by_weight[:SHOWN_REASONS]:
            some = ", ".join(str(line) for line in lines[:SHOWN_LINES])
            more = f" and {len(lines) - SHOWN_LINES:,} more" if len(lines) > SHOWN_LINES else ""
            word = "line" if len(lines) == 1 else "lines"
            said.append(f"  {why}: {word} {some}{more}")
        rest = sum(len(lines) for _, lines in by_weight[SHOWN_REASONS:])
        if rest:
            said.append(f"  and {rest:,} more for reasons like these")
        if dry_run:
            said.append("Nothing was written (--dry-run).")
        return said
