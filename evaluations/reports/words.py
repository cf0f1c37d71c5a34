"""The few sentences on page 1, made out of figures alone."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evaluations.comparison import Column, Comparison
from evaluations.queries.reports import Material
from evaluations.reports.pieces import AT_ONCE
from evaluations.scoring import MustHaveState

NAMED_AT_MOST = 3
OPEN_AT_MOST = 4


def in_short(material: Material) -> list[SafeString]:
    """Leader and runner-up, must-haves, disagreements: each sentence says only what is known."""
    comparison = material.comparison
    sentences = [
        _decided(material),
        _order(comparison),
        _silent(comparison),
        _must_haves(comparison),
        _disagreements(material),
    ]
    return [one for one in sentences if one]


def of_one(material: Material, column: Column) -> list[SafeString]:
    """The same for a single vendor, without a word about the others."""
    if column.total.score is None:
        first = format_html("No score of <strong>{}</strong> is in yet.", column.name)
    else:
        first = format_html(
            "<strong>{}</strong> scores {} of 4 and is {}.",
            column.name, column.total.shown, _base(column),
        )  # fmt: skip
    outcome = material.outcomes.get(column.key, "")
    decided = format_html("Decided: <strong>{}</strong>.", outcome) if outcome else SafeString("")
    failed = [one for one in column.must_haves if one.state is MustHaveState.FAILED]
    return [
        one
        for one in (
            decided,
            first,
            _sentence(f"{column.must_haves_shown}." if column.must_haves else ""),
            _sentence(_failed_words(len(failed))),
            _sentence(f"{_first_up(column.missing_shown)}." if column.missing else ""),
            _alone(material),
        )
        if one
    ]


def still_open(comparison: Comparison) -> tuple[list[tuple[str, str]], int]:
    """What should be settled before anybody relies on the figures, and how much more there is."""
    names = {column.key: column.name for column in comparison.columns}
    titles = {row.key: row.short_title for row in comparison.all_rows}
    lines = [
        (names[cell.vendor], f", {titles[cell.criterion]}: scores {cell.low} to {cell.high}")
        for cell in comparison.to_discuss()
    ]
    lines += [(one.name, f": {one.missing_shown}") for one in comparison.columns if one.missing]
    for column in comparison.columns:
        left = sum(one.state is MustHaveState.OPEN for one in column.must_haves)
        if left and column.responded:
            words = "1 must-have is" if left == 1 else f"{left} must-haves are"
            lines.append((column.name, f": {words} not judged yet"))
    most = OPEN_AT_MOST if len(comparison.columns) <= AT_ONCE else OPEN_AT_MOST - 1
    return lines[:most], max(0, len(lines) - most)


def _decided(material: Material) -> SafeString:
    if material.is_draft or not material.outcomes:
        return SafeString("")
    names = {one.key: one.name for one in material.comparison.columns}
    by_word: dict[str, list[str]] = {}
    for key, word in material.outcomes.items():
        by_word.setdefault(word, []).append(names.get(key, ""))
    parts = [
        format_html("{}: {}", word, _names(sorted(filter(None, those))))
        for word, those in by_word.items()
    ]
    return format_html("Decided. {}.", format_html_join("; ", "{}", ((one,) for one in parts)))


def _order(comparison: Comparison) -> SafeString:
    scored = [one for one in comparison.columns if one.total.score is not None]
    if not scored:
        return _sentence("No score is in yet.")
    if not comparison.ranked:
        return _unranked(comparison, scored)
    leaders = [one for one in scored if one.rank == 1]
    if len(scored) == 1:
        return format_html(
            "<strong>{}</strong> is the only vendor with scores: {} of 4, {}.",
            scored[0].name, scored[0].total.shown, _base(scored[0]),
        )  # fmt: skip
    if len(leaders) > 1:
        first = format_html(
            "{} share the highest score ({} of 4).",
            _names([one.name for one in leaders]), leaders[0].total.shown,
        )  # fmt: skip
    else:
        first = format_html(
            "<strong>{}</strong> scores highest ({} of 4) and is {}.",
            leaders[0].name, leaders[0].total.shown, _base(leaders[0]),
        )  # fmt: skip
    return format_html("{} {}", first, _runner_up(scored, leaders[0]))


def _runner_up(scored: Sequence[Column], leader: Column) -> SafeString:
    next_rank = min((one.rank for one in scored if one.rank and one.rank > 1), default=None)
    followers = [one for one in scored if next_rank and one.rank == next_rank]
    if not followers:
        return SafeString("")
    verb = "follows" if len(followers) == 1 else "follow"
    close = (
        "; the difference is smaller than the figures show"
        if followers[0].total.shown == leader.total.shown
        else ""
    )
    return format_html(
        "{} {} ({}{}).",
        _names([one.name for one in followers]), verb, followers[0].total.shown, close,
    )  # fmt: skip


def _unranked(comparison: Comparison, scored: Sequence[Column]) -> SafeString:
    missing = comparison.scores_expected - comparison.scores_in
    words = "1 score is" if missing == 1 else f"{missing} scores are"
    totals = sorted(one.total.score for one in scored if one.total.score is not None)
    low, high = (
        next(one.total.shown for one in scored if one.total.score == total)
        for total in (totals[0], totals[-1])
    )
    first = f"{words} missing, so no order is given yet."
    if len(scored) == 1:
        return format_html("{} <strong>{}</strong> stands at {}.", first, scored[0].name, low)
    return format_html("{} So far totals run from {} to {} of 4.", first, low, high)


def _silent(comparison: Comparison) -> SafeString:
    names = [one.name for one in comparison.columns if not one.responded]
    return format_html("{} did not respond.", _names(names)) if names else SafeString("")


def _must_haves(comparison: Comparison) -> SafeString:
    failing = [one.name for one in comparison.columns if one.fails_must_have]
    states = {
        one.state for column in comparison.columns if column.responded for one in column.must_haves
    }
    if not states:
        return SafeString("")
    if not failing:
        left = MustHaveState.OPEN in states
        return _sentence(
            "Not all must-haves are judged yet." if left else "No vendor fails a must-have."
        )
    verb = "fails" if len(failing) == 1 else "each fail"
    return format_html("{} {} a must-have, whatever the total.", _names(failing), verb)


def _disagreements(material: Material) -> SafeString:
    if alone := _alone(material):
        return alone
    comparison = material.comparison
    apart = [cell for row in comparison.all_rows for cell in row.cells if cell.disagreement]
    if not comparison.scores_in:
        return SafeString("")
    spread = material.bench.questionnaire.rules.spread_to_discuss
    points = "1 point" if spread == 1 else f"{spread} points"
    if not apart:
        return _sentence(f"On no answer are the reviewers {points} or more apart.")
    words = "One answer divides" if len(apart) == 1 else f"{len(apart)} answers divide"
    settle = (
        f"; settle {'it' if len(apart) == 1 else 'them'} before relying on the order of the vendors"
        if material.is_draft
        else ""
    )
    return _sentence(f"{words} the reviewers by {points} or more{settle}.")


def _alone(material: Material) -> SafeString:
    if len(material.bench.panel) != 1:
        return SafeString("")
    return _sentence("One reviewer scored: every figure is one person’s view.")


def _failed_words(failed: int) -> str:
    if not failed:
        return ""
    words = "One failed must-have stands" if failed == 1 else f"{failed} failed must-haves stand"
    return f"{words} against it, whatever the total."


def _base(column: Column) -> str:
    asked = [one.number for one in column.levels if one.asked]
    if column.base and column.base == max(asked, default=0):
        return "solid at every level that was asked"
    return column.base_shown[0].lower() + column.base_shown[1:]


def _names(names: Sequence[str]) -> SafeString:
    shown = names[:NAMED_AT_MOST]
    bold = [format_html("<strong>{}</strong>", one) for one in shown]
    more = len(names) - len(shown)
    if more:
        bold.append(format_html("{} more", more))
    *most, last = bold
    if not most:
        return last
    return format_html("{} and {}", format_html_join(", ", "{}", ((one,) for one in most)), last)


def _sentence(text: str) -> SafeString:
    return format_html("{}", text)


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
