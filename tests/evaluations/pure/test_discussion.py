"""What to talk about first: the reasons of a cell and the order of the queue."""

from fractions import Fraction

import pytest

from evaluations.discussion import (
    Cell,
    MustHave,
    Reason,
    State,
    Topic,
    Vendor,
    chosen,
    counts,
    queue,
)

VENDORS = [Vendor("a", "Arbor"), Vendor("b", "Briar"), Vendor("c", "Clearwater")]
TOPICS = [Topic("k1", 50), Topic("k2", 40), Topic("k3", 10), Topic("k4", 0)]


def cell(vendor, topic, *scores, agreed=None, **more):
    mean = Fraction(sum(scores), len(scores)) if scores else None
    return Cell(
        vendor,
        topic,
        mean if agreed is None else Fraction(agreed),
        low=min(scores, default=None),
        high=max(scores, default=None),
        scored=len(scores),
        state=more.pop("state", State.OPEN if agreed is None else State.AGREED),
        **more,
    )


def found(*cells, **how):
    how = {"spread": 2, "threshold": Fraction(2), **how}
    return queue(VENDORS, TOPICS, cells, **how)


def only(*cells, **how):
    (entry,) = found(*cells, **how)
    return entry


def words(entry):
    return [(one.reason.value, one.words) for one in entry.why]


def test_a_cell_that_could_change_who_leads_says_at_which_score():
    # Arbor (50·3 + 40·2,5) / 90 = 2,78, Briar 3: with a 3 on k2 Arbor and Briar are level.
    entry = only(cell("a", "k1", 3), cell("a", "k2", 2, 3), cell("b", "k1", 3), cell("b", "k2", 3))
    assert words(entry) == [
        ("leader", "Could change who leads: with 3, Arbor and Briar would lead together"),
        ("order", "Could change its place towards Briar"),
    ]
    assert (entry.rank, entry.pull) == (1, Fraction(2, 5))


def test_the_leader_itself_can_fall_and_an_agreed_score_is_what_it_moves_from():
    fall = only(cell("a", "k1", 1, 4), cell("b", "k1", 2))
    assert words(fall)[0] == ("leader", "Could change who leads: with 1, Briar would lead")
    agreed = only(cell("a", "k1", 1, 4, agreed=1), cell("b", "k1", 2))
    assert words(agreed)[0] == ("leader", "Could change who leads: with 4, Arbor would lead")
    assert agreed.cell.state is State.AGREED


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        # One point apart, and far from everybody else: not worth a word.
        ([cell("a", "k1", 3, 4), cell("b", "k1", 1)], []),
        # Behind the leader whatever it gets, but it can pass another one.
        ([cell("a", "k1", 4), cell("b", "k1", 1, 2), cell("c", "k1", 2)], ["order"]),
        # A topic without weight changes nothing, however wide the gap.
        ([cell("a", "k4", 0, 4), cell("a", "k1", 3), cell("b", "k1", 3)], ["spread"]),
        ([cell("a", "k1", 4, 4, unsure=1)], ["unsure"]),
        # A tie now is one that any move breaks.
        ([cell("a", "k1", 2, 3), cell("b", "k1", 2, 3)], ["leader", "order"]),
        ([cell("a", "k1")], []),
    ],
)
def test_the_reasons_of_a_cell(cells, reasons):
    entries = found(*cells)
    assert sorted({one.value for entry in entries for one in entry.reasons}) == reasons


@pytest.mark.parametrize(
    ("required", "said"),
    [
        (
            MustHave("M?", Fraction(3, 2), 1, 2),
            "Reviewers stand on both sides of 2 on the must-have “M?”: 1 to 2, average 1.5, so it "
            "fails for now",
        ),
        (
            MustHave("M?", Fraction(5, 2), 1, 4),
            "Reviewers stand on both sides of 2 on the must-have “M?”: 1 to 4, average 2.5, so it "
            "passes for now",
        ),
        (
            MustHave("M?", Fraction(1), 1, 1),
            "Fails the must-have “M?”: the average mark is 1, 2 is needed",
        ),
        (
            MustHave("M?", Fraction(2), 2, 2),
            "Close on the must-have “M?”: the average mark is 2, 2 is needed",
        ),
        (MustHave("M?", Fraction(5, 2), 2, 3), ""),
        (MustHave("M?", None), ""),
        (
            MustHave("M?", Fraction(1), 1, 4, agreed=True),
            "Fails the must-have “M?”: the agreed mark is 1, 2 is needed",
        ),
        (MustHave("M?", Fraction(2), 1, 4, agreed=True), ""),
        # 1.96 must not read as the 2 that is needed.
        (
            MustHave("M?", Fraction(49, 25), 1, 2),
            "Reviewers stand on both sides of 2 on the must-have “M?”: 1 to 2, average just under "
            "2, so it fails for now",
        ),
    ],
)
def test_a_must_have_is_at_stake_below_and_near_what_is_needed(required, said):
    entries = found(cell("a", "k1", 3, 3, must_haves=(required,)))
    assert [one.words for entry in entries for one in entry.why] == ([said] if said else [])


def test_the_weightier_reason_goes_first_then_share_times_range():
    failing = MustHave("M?", Fraction(1), 1, 1)
    entries = found(
        cell("a", "k1", 4, 4), cell("a", "k2", 4, 4, unsure=2), cell("a", "k3", 2, 4),
        cell("b", "k1", 1, 1), cell("b", "k2", 0, 2), cell("b", "k3", 3, 3, must_haves=(failing,)),
        cell("c", "k1", 0, 3), cell("c", "k2", 0, 0), cell("c", "k3", 0, 0),
    )  # fmt: skip
    assert [(one.cell.vendor + one.cell.topic, one.rank) for one in entries] == [
        ("bk3", 2), ("ck1", 3), ("bk2", 4), ("ak3", 4), ("ak2", 5),
    ]  # fmt: skip


def test_nothing_is_said_about_the_order_before_ranks_show():
    cells = [cell("a", "k1", 1, 4), cell("b", "k1", 2)]
    assert only(*cells, ranked=False).reasons == {Reason.SPREAD}


def test_who_is_not_seen_is_in_no_figure():
    hidden = Cell("z", "k1", Fraction(4), low=0, high=4, scored=2)
    cells = [cell("a", "k1", 1, 4), cell("b", "k1", 2)]
    assert found(*cells, hidden) == found(*cells)


def test_the_queue_is_worked_down():
    entries = found(
        cell("a", "k1", 1, 4),
        cell("b", "k1", 2, 2, agreed=3),
        cell("c", "k1", 0, 4, state=State.LEFT),
    )
    assert [one.cell.vendor for one in chosen(entries, state=State.OPEN)] == ["a"]
    assert [one.cell.vendor for one in chosen(entries, reason=Reason.SPREAD)] == ["c", "a"]
    states, reasons = counts(entries)
    assert (states[State.OPEN], states[State.AGREED], states[State.LEFT]) == (1, 1, 1)
    assert reasons[Reason.SPREAD] == 1


def test_many_vendors_are_counted_not_named():
    many = [Vendor(str(n), f"Vendor {n}") for n in range(6)]
    cells = [cell("0", "k1", 0, 4), *(cell(str(n), "k1", 2) for n in range(1, 6))]
    (entry,) = queue(many, TOPICS, cells, spread=2, threshold=Fraction(2))
    assert words(entry)[:2] == [
        ("leader", "Could change who leads: with 0, 5 vendors would lead together; with 4, "
        "Vendor 0 would lead"),
        ("order", "Could change its place towards 5 vendors"),
    ]  # fmt: skip
