"""Requirements across the vendors, and what of them may be printed."""

from dataclasses import replace
from decimal import Decimal

from evaluations.needs import CONFIDENTIAL, HeldAgainst, need_rows, take
from tests.vendors.pure.test_requirements import PEAK, SAID, WANTED
from vendors.demand import UNKNOWN_PEAK
from vendors.requirements import NOT_FIXED, NOT_STATED, Requirements, Verdict

OPEN = HeldAgainst(SAID, SAID)


def test_every_vendor_has_a_cell_in_every_row_in_its_order():
    keys = [str(n) for n in range(30)]
    rows = need_rows(keys, WANTED, PEAK, {"3": OPEN})
    assert [row.key for row in rows][:3] == ["rate", "uptime", "repair"]
    assert len(rows) == 7
    assert all([one.vendor for one in row.cells] == keys for row in rows)
    assert rows[1].cells[3].line.promise.startswith("99.95 %")
    assert rows[1].cells[4].line.promise == NOT_STATED
    few = take(rows, [4, 3])
    assert [one.vendor for one in few[0].cells] == ["4", "3"]


def test_reached_figures_stand_there_without_any_requirement():
    rows = need_rows(["a"], Requirements(), UNKNOWN_PEAK, {"a": OPEN})
    assert [(row.key, row.need.need) for row in rows] == [
        (key, NOT_FIXED) for key in ("rate", "uptime", "repair")
    ]
    assert rows[1].cells[0].line.proof == "99.879 % over 12 months"


def test_what_is_confidential_is_not_printed_nor_given_away_by_a_verdict():
    hidden = replace(
        SAID, uptime_promise=None, availability=None, proved_note="A file, March 3, 2027"
    )
    rows = {row.key: row.cells[0] for row in need_rows(
        ["a"], WANTED, PEAK, {"a": HeldAgainst(SAID, hidden)})}  # fmt: skip
    uptime = rows["uptime"]
    assert uptime.line.proved is Verdict.MISSED
    assert (uptime.printed.promise, uptime.printed.proof) == (CONFIDENTIAL, CONFIDENTIAL)
    assert (uptime.printed.promised, uptime.printed.proved) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    assert rows["rate"].printed.proof == "2,400 requests a second: A file, March 3, 2027"
    assert rows["repair"].printed == rows["repair"].line
    assert Decimal("99.879").to_eng_string() not in str(uptime.printed)
