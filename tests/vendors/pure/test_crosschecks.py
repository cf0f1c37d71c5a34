"""Each rule fires on what does not fit, is silent on what does, and nothing that is stored raises."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.pure.test_declared import content, minutes, outage, reading, stored
from tests.vendors.questionnaire.test_values import hostile
from vendors.crosschecks import RULES, Hit, crosscheck, title_of
from vendors.questionnaire.model import Depth
from vendors.questionnaire.reading import standard

D = Decimal
Q = replace(standard(), depth=Depth.FULL)
CLOSING = dt.date(2027, 4, 1)
PROMISE = {"promise": "99.9", "window": "month"}
NO_MONTH = {"month": "2027-01", "minutes_in_month": 44640, "unplanned_down_min": "0"}
SEVERE = {"level": "Severity 1", "restore_target": minutes(40), "coverage": "always"}
PROOF = {"title": "Plan", "speaks_of": "2027-02-01", "reading": None}


def year(unplanned: str, planned: str = "0") -> dict[str, Any]:
    """Twelve equal months."""
    first = dt.date(2026, 4, 1)
    months = [first.replace(year=2026 + (3 + n) // 12, month=(3 + n) % 12 + 1) for n in range(12)]
    return {
        "months": [
            {
                "month": f"{one:%Y-%m}",
                "minutes_in_month": 43_200,
                "unplanned_down_min": unplanned,
                "planned_down_min": planned,
            }
            for one in months
        ]
    }


def hours(amount: int) -> dict[str, Any]:
    return {"seconds": amount * 3600, "unit": "hours"}


def log(*outages: dict[str, Any]) -> dict[str, Any]:
    return {"log": "listed", "outages": list(outages)}


def shown_by(*items: str, **more: Any) -> dict[str, Any]:
    return PROOF | {"items": [{"key": one, "page": None} for one in items]} | more


Case = tuple[str, dict[str, Any], dict[str, Any]]
CASES: list[Case] = [
    (
        "uptime_missed",
        {"sla__uptime": PROMISE, "posture__availability_history": year("60")},
        {"posture__availability_history": year("43.2")},
    ),
    (
        "uptime_below_required",
        {"sla__uptime": {"promise": "99.8"}, "_need": {"uptime_required": D("99.9")}},
        {"sla__uptime": {"promise": "99.9"}},
    ),
    (
        "repair_over_budget",
        {
            "sla__uptime": PROMISE,
            "sla__mttr": {"severities": [SEVERE | {"restore_target": hours(4)}]},
        },
        {"sla__mttr": {"severities": [SEVERE]}},
    ),
    (
        "repair_over_required",
        {"sla__mttr": {"severities": [SEVERE]}, "_need": {"repair_required_s": 1800}},
        {"_need": {"repair_required_s": 2400}},
    ),
    (
        "promise_over_chain",
        {
            "sla__uptime": PROMISE,
            "cloud__multi_zone": {
                "tiers": [
                    {"tier": name, "zones": 2, "active": "one", "availability": "99.9"}
                    for name in ("Web", "Application", "Database", "Messages")
                ]
            },
        },
        {"sla__uptime": {"promise": "99.6"}},
    ),
    (
        "rate_below_required",
        {
            "prep__headroom": {"rps": "2400"},
            "_evidence": [PROOF | {"reading": reading("2400")}],
            "_need": {"rate_required": D("3333.33")},
        },
        {"_need": {"rate_required": D(2400)}},
    ),
    (
        "stated_over_proved",
        {"prep__headroom": {"rps": "5000"}, "_evidence": [PROOF | {"reading": reading("2400")}]},
        {"prep__headroom": {"rps": "2500"}},
    ),
    (
        "planned_over_stated",
        {
            "prep__headroom": {"rps": "2000"},
            "prep__traffic_scenarios": {"scenarios": [{"scenario": "Opening", "peak_rps": "3000"}]},
        },
        {"prep__headroom": {"rps": "3000"}},
    ),
    (
        "tool_none",
        {"prep__load_tool": {"tool": "none"}, "prep__headroom": {"rps": "2000"}},
        {"prep__load_tool": {"tool": "k6"}},
    ),
    (
        "quota_below_need",
        {"cloud__planned_use": {"quotas": [{"quota": "Machines", "limit": "40", "needed": "64"}]}},
        {"cloud__planned_use": {"quotas": [{"quota": "Machines", "limit": "64", "needed": "64"}]}},
    ),
    (
        "failover_one_zone",
        {
            "cloud__failover": {"time": minutes(5), "when": {"status": "now"}},
            "cloud__multi_zone": {"tiers": [{"tier": "Database", "zones": 1, "active": "all"}]},
        },
        {"cloud__multi_zone": {"tiers": [{"tier": "Database", "zones": 2, "active": "standby"}]}},
    ),
    (
        "loss_over_rpo",
        {"cloud__failover": {"loss": minutes(5)}, "deg__no_corruption": {"rpo": minutes(1)}},
        {"deg__no_corruption": {"rpo": minutes(5)}},
    ),
    (
        "restore_over_repair",
        {"deg__no_corruption": {"rto": hours(8)}, "sla__mttr": {"severities": [SEVERE]}},
        {"deg__no_corruption": {"rto": minutes(40)}},
    ),
    (
        "outages_against_months",
        {"posture__mttr_log": {"log": "none"}, "posture__availability_history": year("12")},
        {"posture__mttr_log": {"log": "unrecorded"}},
    ),
    (
        "outages_against_months",
        {
            "posture__mttr_log": log(outage(11, 4, 9, 95, scope="all")),
            "posture__availability_history": {"months": [NO_MONTH]},
        },
        {
            "posture__availability_history": {
                "months": [NO_MONTH | {"unplanned_down_min": "90"}],
            }
        },
    ),
    (
        "outages_against_months",
        {
            "posture__mttr_log": log(outage(11, 4, 9, 38, scope="part")),
            "posture__availability_history": {
                "months": [NO_MONTH | {"unplanned_down_min": "90"}],
            },
        },
        {"posture__availability_history": {"months": [NO_MONTH]}},
    ),
    (
        "adherence_against_months",
        {
            "sla__uptime": {"promise": "99.99"},
            "posture__availability_history": {
                "months": [NO_MONTH | {"unplanned_down_min": "5"}, *year("0")["months"][:8]]
            },
            "sla__adherence": {
                "months": [{"month": "2027-01", "promise": "Uptime 99.99 %", "met": True}]
            },
        },
        {
            "sla__adherence": {
                "months": [{"month": "2027-01", "promise": "Uptime 99.99 %", "met": False}]
            }
        },
    ),
    (
        "credits_without_miss",
        {"sla__adherence": {"months": [{"month": "2027-01", "met": True, "credits_paid": "250"}]}},
        {"sla__adherence": {"months": [{"month": "2027-01", "met": False, "credits_paid": "250"}]}},
    ),
    (
        "objective_below_promise",
        {
            "sla__uptime": PROMISE,
            "sla__slo": {
                "objectives": [{"indicator": "availability", "unit": "percent", "target": "99.5"}]
            },
        },
        {
            "sla__slo": {
                "objectives": [{"indicator": "availability", "unit": "percent", "target": "99.95"}]
            }
        },
    ),
    (
        "nothing_left_out",
        {"sla__definition": {"maintenance": hours(8), "exclusions": {"keys": ["none"]}}},
        {"sla__definition": {"maintenance": hours(8), "exclusions": {"keys": ["maintenance"]}}},
    ),
    (
        "credit_tiers",
        {"sla__remedy": {"tiers": [{"from": "0", "to": "100", "credit": "5"}], "claim": "none"}},
        {"sla__remedy": {"tiers": [{"from": "0", "to": "100", "credit": "5"}], "claim": "claim"}},
    ),
    (
        "credit_tiers",
        {
            "sla__remedy": {
                "tiers": [
                    {"from": "99", "to": "99.9", "credit": "5"},
                    {"from": "0", "to": "98.9", "credit": "10"},
                ]
            }
        },
        {
            "sla__remedy": {
                "tiers": [
                    {"from": "99", "to": "99.9", "credit": "5"},
                    {"from": "0", "to": "99", "credit": "10"},
                ]
            }
        },
    ),
    (
        "repair_slower",
        {
            "sla__mttr": {"severities": [SEVERE]},
            "posture__mttr_track": {"quarters": [{"quarter": "2027 Q1", "mean": hours(2)}]},
        },
        {"posture__mttr_track": {"quarters": [{"quarter": "2027 Q1", "mean": minutes(40)}]}},
    ),
    (
        "quarters_against_list",
        {
            "posture__mttr_log": log(outage(11, 4, 9, 95)),
            "posture__mttr_track": {"quarters": [{"quarter": "2027 Q1", "mean": minutes(20)}]},
        },
        {"posture__mttr_track": {"quarters": [{"quarter": "2027 Q1", "mean": minutes(95)}]}},
    ),
    (
        "slower_than_claimed",
        {
            "obs__alert_oncall": {"page_after": minutes(2), "ack_target": minutes(10)},
            "posture__mttr_log": log(outage(11, 4, 9, 38)),
        },
        {"obs__alert_oncall": {"page_after": minutes(4), "ack_target": minutes(5)}},
    ),
    (
        "slower_than_claimed",
        {
            "obs__alert_oncall": {"ack_target": minutes(4)},
            "posture__mttr_log": log(outage(11, 4, 9, 38)),
        },
        {"obs__alert_oncall": {"ack_target": minutes(5)}},
    ),
    (
        "found_by_share",
        {
            "obs__early_detection": {"share": "100"},
            "posture__mttr_log": log(
                outage(11, 4, 9, 38, found_by="monitoring"),
                outage(12, 4, 9, 38, found_by="resident"),
            ),
        },
        {"obs__early_detection": {"share": "50"}},
    ),
    (
        "check_too_rare",
        {
            "obs__monitor_up": {"interval": minutes(10)},
            "obs__alert_oncall": {"page_after": minutes(5)},
        },
        {"obs__monitor_up": {"interval": minutes(5)}},
    ),
    (
        "ack_targets_differ",
        {
            "prep__oncall_rota": {"rota": {"ack_target": minutes(15)}},
            "obs__alert_oncall": {"ack_target": minutes(5)},
        },
        {"prep__oncall_rota": {"rota": {"ack_target": minutes(5)}}},
    ),
    (
        "rota_too_small",
        {
            "sla__mttr": {"severities": [SEVERE]},
            "prep__oncall_rota": {"rota": {"people": 3, "hours": "always"}},
        },
        {"prep__oncall_rota": {"rota": {"people": 4, "hours": "always"}}},
    ),
    (
        "rota_too_small",
        {
            "sla__mttr": {"severities": [SEVERE]},
            "prep__oncall_rota": {"rota": {"people": 9, "hours": "office"}},
        },
        {"sla__mttr": {"severities": [SEVERE | {"coverage": "office"}]}},
    ),
    (
        "failed_changes",
        {
            "posture__change_fail_rate": {"changes": 40, "failed": 0},
            "posture__mttr_log": log(outage(11, 4, 9, 38, cause_class="change")),
        },
        {"posture__change_fail_rate": {"changes": 40, "failed": 1}},
    ),
    (
        "zero_downtime",
        {
            "chg__zero_downtime": {"answer": {"choice": "yes", "text": ""}},
            "chg__planned_down": {"total": hours(6)},
            "_evidence": [shown_by("chg.zero_downtime")],
        },
        {"chg__planned_down": {"total": hours(0)}},
    ),
    (
        "planned_differs",
        {
            "chg__planned_down": {"total": hours(2)},
            "posture__availability_history": year("0", "30"),
        },
        {"chg__planned_down": {"total": hours(6)}},
    ),
    (
        "now_but_later",
        {"obs__logs": {"when": {"status": "now", "date": "2027-09-01"}}},
        {"obs__logs": {"when": {"status": "by", "date": "2027-09-01"}}},
    ),
    (
        "trial_old",
        {"deg__plan": {"last_drill": "2026-03-31"}},
        {"deg__plan": {"last_drill": "2026-04-01"}},
    ),
    (
        "trial_old",
        {"abuse__ddos": {"layers": [{"product": "Shield", "last_test": "2025-01-31"}]}},
        {"abuse__ddos": {"layers": [{"product": "Shield", "last_test": "2027-01-31"}]}},
    ),
    (
        "evidence_old",
        {"_evidence": [shown_by("deg.plan", speaks_of="2026-03-31")]},
        {"_evidence": [shown_by("deg.plan", speaks_of="2026-04-01")]},
    ),
    (
        "yes_without_proof",
        {"deg__plan": {"answer": {"choice": "yes", "text": ""}}},
        {"_evidence": [shown_by("deg.plan")]},
    ),
]


def hits(answers: dict[str, Any], **more: Any) -> tuple[Hit, ...]:
    given = dict(answers)
    need, evidence = given.pop("_need", {}), given.pop("_evidence", [])
    return crosscheck(content(evidence, **given), Q, closing=CLOSING, **need, **more)


@pytest.mark.parametrize(("code", "fires", "silent"), CASES, ids=[one[0] for one in CASES])
def test_rule_fires_alone_and_is_silent_when_it_fits(code, fires, silent):
    found = hits(fires)
    assert {one.code for one in found} == {code}
    for one in found:
        assert one.sentence.endswith(".")
        assert one.question.endswith("?")
        assert one.items
        assert one.criteria
        assert {Q.item(key).criterion for key in one.items} == set(one.criteria)
    assert hits(fires | silent) == ()
    # The twin: without the rule nobody notices.
    assert hits(fires, rules=[one for one in RULES if one.code != code]) == ()


def test_every_rule_has_its_case_and_its_name():
    assert {one.code for one in RULES} == {code for code, *_ in CASES}
    assert len({one.code for one in RULES}) == len(RULES)
    assert all(title_of(one.code) == one.title for one in RULES)
    assert title_of("gone") == ""


def test_sentences_carry_the_figures():
    said = {code: hits(fires)[0] for code, fires, _ in CASES}
    assert said["repair_over_budget"].sentence == (
        "A single repair of 4 hours, as guaranteed, is longer than the 43.2 minutes of downtime "
        "that 99.9 % allows in 30 days, 5.6 times as long."
    )
    assert said["uptime_missed"].sentence.startswith(
        "99.9 % uptime is promised, but the vendor’s own figures come to 99.861 % (table of 12 "
        "months). It was missed in April 2026, May 2026, June 2026, July 2026, August 2026, "
        "September 2026 and 6 more."
    )
    assert said["promise_over_chain"].sentence == (
        "99.9 % uptime is promised, but 4 parts in a row give 99.6 % at best (99.6 % if one "
        "failure in ten strikes all zones at once). The weakest is Web."
    )
    assert said["rate_below_required"].sentence == (
        "3,333 requests per second are required, 2,400 are proved (72 %; Plan, February 3, 2027)."
    )
    assert said["failover_one_zone"].question == (
        "You state failover within 5 minutes. By your table Database runs in one zone only. What "
        "does it fail over to when this zone is lost?"
    )
    assert said["rota_too_small"].criterion == "prep.response"


def test_claimed_rate_without_any_file_is_held_against_the_need():
    found = hits({"prep__headroom": {"rps": "5000"}, "_need": {"rate_required": D(3000)}})
    assert [one.code for one in found] == ["rate_below_required"]
    assert "no attached file proves any" in found[0].sentence
    assert hits({"_need": {"rate_required": D(3000)}}) == ()


def test_what_is_not_asked_is_not_held_against_anybody():
    few = replace(Q, items=tuple(one for one in Q.items if one.key != "deg.plan"))
    old = content(deg__plan={"last_drill": "2020-01-01"})
    assert crosscheck(old, few, closing=CLOSING) == ()
    assert crosscheck(old, Q, closing=CLOSING)


def test_questionnaires_own_limit_of_age_is_used():
    lenient = replace(Q, rules=replace(Q.rules, proof_months=24))
    old = content(deg__plan={"last_drill": "2025-06-01"})
    assert crosscheck(old, Q, closing=CLOSING)
    assert crosscheck(old, lenient, closing=CLOSING) == ()


def test_leap_day_has_a_day_a_year_before():
    drill = content(deg__plan={"last_drill": "2027-02-28"})
    assert crosscheck(drill, Q, closing=dt.date(2028, 2, 29)) == ()


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_content_is_checked_without_an_error(data: st.DataObject):
    answers: dict[str, Any] = {}
    for item in data.draw(st.lists(st.sampled_from(Q.items), max_size=12)):
        value: dict[str, Any] = {"when": data.draw(stored)}
        for part in item.parts:
            rows = [{one.key: data.draw(stored) for one in part.columns}] if part.columns else None
            value[part.key] = data.draw(stored) if rows is None else rows
        answers[item.key] = {"value": value}
    evidence = data.draw(
        hostile | st.lists(st.fixed_dictionaries({"items": stored, "title": stored}))
    )
    found = crosscheck(
        {"answers": answers, "evidence": evidence},
        Q,
        closing=CLOSING,
        uptime_required=data.draw(st.none() | st.decimals(0, 100, places=2)),
        repair_required_s=data.draw(st.none() | st.integers(0, 10**9)),
        rate_required=data.draw(st.none() | st.decimals(0, 10**9, places=2)),
    )
    assert all(one.sentence and one.question and one.criteria for one in found)
    # A question that is sent is known by these two.
    assert len({(one.code, one.item) for one in found}) == len(found)


@given(foreign=hostile)
def test_foreign_content_fits_nothing_and_contradicts_nothing(foreign: Any):
    assert crosscheck(foreign, Q, closing=CLOSING) == ()
