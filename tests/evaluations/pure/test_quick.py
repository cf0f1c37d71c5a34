"""A quick check counts what is known and says what to ask about next."""

from evaluations.quick import Known, Line, quick_check
from tests.evaluations.pure.bank import questionnaire


def check(*lines):
    asked = questionnaire((1, 1, 1))
    return quick_check(asked, lines)


def test_nothing_is_known_at_first():
    found = check()
    assert [one.section for one in found.rows] == ["odd", "even"]
    assert [one.shown for one in found.rows] == ["Not answered", "Not answered"]
    assert (found.progress_shown, found.counts_shown) == (
        "0 of 2 answered",
        "nothing answered yet",
    )
    assert found.ask_next == ()


def test_answers_are_counted_and_gaps_come_base_first():
    found = check(Line("even", Known.NO, "Contract"), Line("odd", Known.PARTLY, note="Nights only"))
    assert found.counts_shown == "1 partly, 1 no"
    assert [(one.section, one.level) for one in found.ask_next] == [("odd", 1), ("even", 2)]
    assert (found.rows[0].note, found.rows[1].source) == ("Nights only", "Contract")


def test_yes_is_no_gap_and_the_last_line_counts():
    found = check(Line("odd", Known.NO), Line("odd", Known.YES), Line("even", Known.UNKNOWN))
    assert [one.section for one in found.ask_next] == ["even"]
    assert found.progress_shown == "2 of 2 answered"
