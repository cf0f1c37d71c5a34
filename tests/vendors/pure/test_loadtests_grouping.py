"""Files of one test find each other by what they counted, whatever they are called."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from vendors.loadtests import Reading, Refusal, read, read_with_its_own

FILES = Path(__file__).parents[2] / "fixtures" / "loadtests"
RECORDED = FILES / "recorded"
TABLES = ("stats", "stats_history", "failures", "exceptions")


def of_run(folder: str, *names: str) -> dict[str, bytes]:
    paths = sorted((RECORDED / folder).iterdir())
    return {
        path.name.removeprefix("run").removeprefix("_"): path.read_bytes()
        for path in paths
        if not names or path.name in names
    }


NEW, OLD = of_run("locust-2.47"), of_run("locust-2.20")
SMALL = {f"{kind}.csv": (FILES / f"locust_{kind}.csv").read_bytes() for kind in TABLES}


def groups(files: list[tuple[str, bytes]]) -> list[tuple[int, ...]]:
    return [read_with_its_own(place, files)[1] for place in range(len(files))]


def test_a_file_alone_is_a_test_of_its_own():
    files = [("a", (FILES / "k6_handle_summary.json").read_bytes())]
    outcome, together = read_with_its_own(0, files)
    assert (outcome, together) == (read(files), (0,))


def test_all_files_of_a_run_give_the_same_record():
    files = [(f"run_{name}", data) for name, data in NEW.items()]
    assert groups(files) == [(0, 1, 2, 3, 4)] * 5
    outcomes = [read_with_its_own(place, files)[0] for place in range(5)]
    assert all(outcome == read(files) for outcome in outcomes)


@pytest.mark.parametrize("seed", range(6))
def test_two_runs_stay_apart_whatever_the_files_are_called(seed):
    chance = random.Random(seed)
    marked = [("new", data) for name, data in NEW.items() if "exceptions" not in name]
    marked += [("old", data) for name, data in OLD.items() if "exceptions" not in name]
    chance.shuffle(marked)
    files = [(f"{number}.csv", data) for number, (_run, data) in enumerate(marked)]
    for place, (run, _data) in enumerate(marked):
        outcome, together = read_with_its_own(place, files)
        assert together == tuple(at for at, (other, _) in enumerate(marked) if other == run)
        assert outcome.requests == {"new": 1097, "old": 162}[run]


def test_what_has_no_figures_in_common_is_told_by_its_name():
    files = [(f"a_{name}", data) for name, data in SMALL.items()]
    files += [(f"b_{name}", data) for name, data in OLD.items() if name != ".json"]
    assert groups(files) == [(0, 1, 2, 3)] * 4 + [(4, 5, 6, 7)] * 4


def test_equal_figures_leave_the_choice_to_the_names():
    files = [
        ("a_stats.csv", SMALL["stats.csv"]),
        ("b_stats.csv", SMALL["stats.csv"]),
        ("b_stats_history.csv", SMALL["stats_history.csv"]),
    ]
    assert groups(files) == [(0,), (1, 2), (1, 2)]


def test_files_of_other_tests_and_other_files_leave_no_trace():
    files = [
        ("k6.json", (FILES / "k6_handle_summary.json").read_bytes()),
        ("stats.csv", SMALL["stats.csv"]),
        ("history.csv", NEW["stats_history.csv"]),
        ("results.jtl", (FILES / "jmeter_results.jtl").read_bytes()),
        ("staff.csv", b"name,phone\nAnn,1\n"),
        ("broken.csv", SMALL["stats.csv"][:300]),
    ]
    assert groups(files) == [(place,) for place in range(6)]
    assert [type(read_with_its_own(place, files)[0]) for place in range(6)] == [
        Reading, Reading, Refusal, Reading, Refusal, Refusal,
    ]  # fmt: skip


def test_the_same_file_twice_in_one_test_is_read_once():
    files = list(SMALL.items())
    doubled = read([*files, ("copy.csv", SMALL["stats.csv"])])
    assert len(doubled.raw_sha256) == 5
    assert replace(doubled, raw_sha256=()) == replace(read(files), raw_sha256=())


def test_a_file_that_spoils_the_group_leaves_the_one_alone():
    spoilt = SMALL["stats_history.csv"].replace(b"1795449094", b"yesterday")
    files = [("stats.csv", SMALL["stats.csv"]), ("stats_history.csv", spoilt)]
    outcome, together = read_with_its_own(0, files)
    assert (outcome.requests, together) == (365, (0,))
