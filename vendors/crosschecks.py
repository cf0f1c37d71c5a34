"""What does not fit in a submission: answers held against each other, their files and the need.

Rules are data: each reads a Case and answers findings, with the figures in them. A finding says
what contradicts what, and is already put as a polite question that a coordinator may send. Nothing
here judges: a vendor may have a good answer. Total: whatever a submission holds, nothing raises.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from vendors.declared import (
    Declared,
    Said,
    day_of,
    declared_by,
    end_of,
    number_in,
    outages_of,
    percent_in,
    proved_items,
    seconds_in,
    word_in,
    year_of,
)
from vendors.figures import COMMON_SHARE, minutes_text, percent
from vendors.questionnaire.cells import plain_number
from vendors.questionnaire.display import date_text, month_text, seconds_text
from vendors.questionnaire.kinds import WHEN
from vendors.questionnaire.model import Item, Kind, Questionnaire
from vendors.questionnaire.rows import tier_problems
from vendors.uptime import MONTH_MINUTES, Month, Outage, allowed_minutes, by_month, chain_of

WHOLE_YEAR = 12
STATED_TOLERANCE = Decimal("1.05")
"""A stated rate may be rounded up this far from what the file shows."""
SLACK = Decimal("1.1")
"""Two tables of the same downtime may differ by a tenth."""
SLACK_MINUTES = Decimal(10)
FEWEST_FOR_ALWAYS = 4
"""With fewer people, cover at all hours with a backup puts everybody on duty half of the time."""
CHANGE_DAYS = 90
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that does not fit."""

    code: str
    items: tuple[str, ...]
    """The questions whose answers do not fit, the one to ask about first."""
    criteria: tuple[str, ...]
    sentence: str
    """What contradicts what, with figures."""
    question: str
    """The same put to the vendor."""

    @property
    def item(self) -> str:
        return self.items[0]

    @property
    def criterion(self) -> str:
        return self.criteria[0]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: the questions concerned, what does not fit, and how to ask about it."""

    items: tuple[str, ...]
    sentence: str
    question: str


@dataclass(frozen=True)
class Case:
    """One submission at the closing day, with what the jurisdiction requires."""

    said: Said
    declared: Declared
    questionnaire: Questionnaire
    closing: dt.date
    uptime_required: Decimal | None = None
    repair_required_s: int | None = None
    rate_required: Decimal | None = None

    @property
    def months(self) -> int:
        """How old a trial or a file may be at the closing."""
        return self.questionnaire.rules.proof_months

    @cached_property
    def oldest(self) -> dt.date:
        """The first day that is not too long before the closing."""
        year, month = divmod(self.closing.year * 12 + self.closing.month - 1 - self.months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return dt.date(year, month + 1, min(self.closing.day, last))

    def is_old(self, day: dt.date | None) -> bool:
        return day is not None and day < self.oldest

    @cached_property
    def listed(self) -> dict[str, Month]:
        """The list of outages by month, for the twelve months before the closing."""
        outages = self.declared.outage_list
        return self._months_of(outages) if outages else {}

    @cached_property
    def down_for_all(self) -> dict[str, Month]:
        """The same of those outages that hit everybody."""
        rows = self.said.rows("posture.mttr_log", "outages")
        return self._months_of(outages_of([row for row in rows if row.get("scope") == "all"]))

    def _months_of(self, outages: Sequence[Outage]) -> dict[str, Month]:
        start, end = year_of(self.declared.outage_list, end_of(self.closing))
        return {one.month: one for one in by_month(outages, start=start, end=end)}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which answers may not fit."""

    code: str
    title: str
    find: Callable[[Case], Iterable[Found]]


def crosscheck(
    content: object,
    questionnaire: Questionnaire,
    *,
    closing: dt.date,
    uptime_required: Decimal | None = None,
    repair_required_s: int | None = None,
    rate_required: Decimal | None = None,
    rules: Sequence["Rule"] | None = None,
) -> tuple[Hit, ...]:
    """All that does not fit in a submission's content, in the order of the rules.

    closing: the day at which tests and files must be current. What is required is percent, seconds
    and requests per second; None where nothing is. Findings about questions that are not asked
    here are left out.
    """
    case = Case(
        said=Said(content),
        declared=declared_by(content, at=end_of(closing)),
        questionnaire=questionnaire,
        closing=closing,
        uptime_required=uptime_required,
        repair_required_s=repair_required_s,
        rate_required=rate_required,
    )
    asked = {item.key: item.criterion for item in questionnaire.asked_items()}
    hits = []
    for rule in RULES if rules is None else rules:
        for found in rule.find(case):
            items = tuple(one for one in found.items if one in asked)
            if items:
                criteria = tuple(dict.fromkeys(asked[one] for one in items))
                hits.append(Hit(rule.code, items, criteria, found.sentence, found.question))
    return tuple(hits)


def title_of(code: str) -> str:
    """The short name of a rule; empty for one that is no more."""
    return next((one.title for one in RULES if one.code == code), "")


# --- words ---------------------------------------------------------------------------------------


def _pc(value: Decimal) -> str:
    return f"{plain_number(value)} %"


def _rate(value: Decimal) -> str:
    if value >= 100:
        return f"{value.quantize(Decimal(1)):,f}"
    return plain_number(value.quantize(Decimal("0.1")))


def _span(seconds: int | Decimal) -> str:
    return seconds_text(int(seconds))


def _day(day: dt.date) -> str:
    return date_text(day.isoformat())


def _listed(words: Sequence[str]) -> str:
    shown = list(words[:MOST_NAMED])
    if len(words) > MOST_NAMED:
        shown.append(f"{len(words) - MOST_NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


# --- uptime --------------------------------------------------------------------------------------


def _reached_items(declared: Declared) -> tuple[str, ...]:
    return ("posture.availability_history",) if declared.months else ("posture.mttr_log",)


def _uptime_missed(case: Case) -> Iterator[Found]:
    promise, reached = case.declared.uptime_promise, case.declared.availability
    if promise is None or reached is None or reached >= promise:
        return
    source = case.declared.availability_source
    shown = percent(reached, promise)
    below = [
        month_text(one.month)
        for one in case.declared.months
        if one.counted is not None and one.counted < promise
    ]
    missed = f" It was missed in {_listed(below)}." if below else ""
    yield Found(
        ("sla.uptime", *_reached_items(case.declared)),
        f"{_pc(promise)} uptime is promised, but the vendor’s own figures come to {shown} "
        f"({source[:1].lower()}{source[1:]}).{missed}",
        f"You promise {_pc(promise)} uptime. Your own figures come to {shown} "
        f"({source[:1].lower()}{source[1:]}).{missed} What has changed since, so that the promise "
        "will be kept?",
    )


def _repair_over_budget(case: Case) -> Iterator[Found]:
    promise, restore = case.declared.uptime_promise, case.declared.repair_promised_s
    if promise is None or restore is None:
        return
    budget, repair = allowed_minutes(promise, MONTH_MINUTES), Decimal(restore) / 60
    if repair <= budget:
        return
    times = f", {plain_number(round(repair / budget, 1))} times as long" if budget else ""
    yield Found(
        ("sla.mttr", "sla.uptime"),
        f"A single repair of {_span(restore)}, as guaranteed, is longer than the "
        f"{minutes_text(budget)} of downtime that {_pc(promise)} allows in 30 days{times}.",
        f"Your strictest guaranteed time to repair is {_span(restore)}. Your promise of "
        f"{_pc(promise)} uptime allows {minutes_text(budget)} of downtime in 30 days, so one such "
        "repair would break it. Which of the two can we rely on?",
    )


def _promise_over_chain(case: Case) -> Iterator[Found]:
    promise, links = case.declared.uptime_promise, case.declared.links
    if promise is None or not links:
        return
    apart, together = (
        chain_of(links, common_share=one) * 100 for one in (Decimal(0), COMMON_SHARE)
    )
    if promise <= apart:
        return
    weakest = min(links, key=lambda one: one.reached())
    parts = "1 part" if len(links) == 1 else f"{len(links)} parts"
    yield Found(
        ("cloud.multi_zone", "sla.uptime"),
        f"{_pc(promise)} uptime is promised, but {parts} in a row give {percent(apart, promise)} at "
        f"best ({percent(together, promise)} if one failure in ten strikes all zones at once). The "
        f"weakest is {weakest.name or 'unnamed'}.",
        f"From the availability that you gave for {parts} of your system, all of them together "
        f"reach {percent(apart, promise)}. You promise {_pc(promise)}. How do you close the gap, in "
        f"particular for {weakest.name or 'the weakest part'}?",
    )


def _outages_against_months(case: Case) -> Iterator[Found]:
    months = {one.month: one for one in case.declared.months}
    down = sum((one.unplanned for one in months.values()), Decimal(0))
    if case.said.text("posture.mttr_log", "log") == "none":
        if down:
            yield Found(
                ("posture.mttr_log", "posture.availability_history"),
                "The vendor says that there was no outage, but its table of months has "
                f"{minutes_text(down)} of unplanned downtime.",
                "You say that there was no outage in the last 12 months. Your table of months has "
                f"{minutes_text(down)} of unplanned downtime. How do the two fit together, and "
                "which outages were these?",
            )
        return
    # Only whole months can be compared: the twelve months of the list begin within one.
    both = [one for one in list(case.listed)[1:] if one in months]
    told = sum((months[one].unplanned for one in both), Decimal(0))
    # Slowdowns and partial outages stand in the list, and may be downtime in the table or not.
    least, most = (
        sum((of[one].unplanned for one in both), Decimal(0))
        for of in (case.down_for_all, case.listed)
    )
    listed = min(max(told, least), most)
    if max(listed, told) <= min(listed, told) * SLACK + SLACK_MINUTES:
        return
    yield Found(
        ("posture.availability_history", "posture.mttr_log"),
        f"For the same months the list of outages comes to {minutes_text(listed)} of unplanned "
        f"downtime, the table of months to {minutes_text(told)}.",
        f"For the same months your list of outages comes to {minutes_text(listed)} of unplanned "
        f"downtime, and your table of months to {minutes_text(told)}. Which is right, and what "
        "explains the difference?",
    )


def _adherence(case: Case) -> Iterator[Found]:
    promise = case.declared.uptime_promise
    months = {one.month: one for one in case.declared.months}
    below = []
    for row in case.said.rows("sla.adherence", "months"):
        month, named = word_in(row.get("month")), word_in(row.get("promise"))
        one = months.get(month)
        is_uptime = any(word in named.casefold() for word in ("uptime", "availab"))
        if promise is None or one is None or one.counted is None or not is_uptime:
            continue
        if row.get("met") is True and one.counted < promise:
            below.append(f"{percent(one.counted, promise)} in {month_text(month)}")
    if promise is None or not below:
        return
    yield Found(
        ("sla.adherence", _HISTORY, "sla.uptime"),
        f"The uptime promise of {_pc(promise)} is reported as met, but the table of months gives "
        f"{_listed(below)}.",
        f"You report that the uptime promise of {_pc(promise)} was met. Your table of months gives "
        f"{_listed(below)}. Was it met?",
    )


def _credits_without_miss(case: Case) -> Iterator[Found]:
    paid = []
    for row in case.said.rows("sla.adherence", "months"):
        amount = number_in(row.get("credits_paid"))
        if row.get("met") is True and amount:
            paid.append(f"${amount:,f} for {month_text(word_in(row.get('month')))}")
    if paid:
        yield Found(
            ("sla.adherence",),
            f"Credits were paid although the promise is reported as met: {_listed(paid)}.",
            f"You report the promise as met, and credits as paid: {_listed(paid)}. Was the promise "
            "missed, or what were the credits paid for?",
        )


def _objective_below_promise(case: Case) -> Iterator[Found]:
    promise = case.declared.uptime_promise
    below = []
    for row in case.said.rows("sla.slo", "objectives"):
        target = percent_in(row.get("target"))
        if row.get("indicator") != "availability" or row.get("unit") != "percent":
            continue
        if promise is not None and target is not None and target < promise:
            below.append(f"“{word_in(row.get('journey')) or 'one journey'}” {_pc(target)}")
    if promise is None or not below:
        return
    yield Found(
        ("sla.slo", "sla.uptime"),
        f"Internal targets lie below the {_pc(promise)} that the contract promises: "
        f"{_listed(below)}.",
        f"The contract promises {_pc(promise)}, and some of your own targets are lower: "
        f"{_listed(below)}. How will the promise be kept with lower targets?",
    )


def _nothing_left_out(case: Case) -> Iterator[Found]:
    hidden = case.declared.maintenance_s
    if hidden and "none" in case.said.keys("sla.definition", "exclusions"):
        yield Found(
            ("sla.definition",),
            "Nothing is said to be left out of the count of downtime, but "
            f"{_span(hidden)} of maintenance a month do not count.",
            "You say that nothing is left out of the count of downtime, and also that "
            f"{_span(hidden)} of maintenance a month do not count. Which of the two holds?",
        )


def _credit_tiers(case: Case) -> Iterator[Found]:
    rows = case.said.rows("sla.remedy", "tiers")
    if rows and case.said.text("sla.remedy", "claim") == "none":
        yield Found(
            ("sla.remedy",),
            "Credit tiers are listed, but credits are said not to be paid.",
            "You list credit tiers and also say that no credits are paid. Which of the two holds?",
        )
        return
    problem = next(iter(tier_problems(list(enumerate(rows)))), None)
    if problem is not None and case.declared.credit_tiers:
        said = problem.sentence.split(" Begin", 1)[0].split(" Each", 1)[0]
        said = f"{said[:1].lower()}{said[1:]}"
        yield Found(
            ("sla.remedy",),
            f"The credit tiers do not join: {said}",
            f"Your credit tiers do not join: {said} What does a customer get there?",
        )


# --- requirements --------------------------------------------------------------------------------


def _uptime_below_required(case: Case) -> Iterator[Found]:
    need, promise = case.uptime_required, case.declared.uptime_promise
    if need is not None and promise is not None and promise < need:
        yield Found(
            ("sla.uptime",),
            f"{_pc(need)} uptime is required, {_pc(promise)} is promised: "
            f"{minutes_text(allowed_minutes(promise, MONTH_MINUTES))} of downtime in 30 days "
            f"instead of {minutes_text(allowed_minutes(need, MONTH_MINUTES))}.",
            f"We require {_pc(need)} uptime; you promise {_pc(promise)}. Can you commit to what we "
            "require, and on which terms?",
        )


def _repair_over_required(case: Case) -> Iterator[Found]:
    need, restore = case.repair_required_s, case.declared.repair_promised_s
    if need is not None and restore is not None and restore > need:
        yield Found(
            ("sla.mttr",),
            f"Repair within {_span(need)} is required, {_span(restore)} is guaranteed.",
            f"We require repair within {_span(need)} for the gravest faults; you guarantee "
            f"{_span(restore)}. Can you commit to what we require, and on which terms?",
        )


def _rate_below_required(case: Case) -> Iterator[Found]:
    need, proved = case.rate_required, case.declared.proved_rps
    if need is None or (proved is not None and proved >= need):
        return
    if not case.said.part("prep.headroom", "rps") and proved is None:
        # Nothing was claimed, so nothing contradicts; the comparison shows that it is missing.
        return
    if proved is None:
        shown, asked = "no attached file proves any", "We could not read any proved rate from your"
        asked += " files."
    else:
        share = (proved / need * 100).quantize(Decimal(1)) if need else Decimal(0)
        shown = f"{_rate(proved)} are proved ({share} %; {case.declared.proved_note})"
        asked = f"Your files prove {_rate(proved)} ({case.declared.proved_note})."
    yield Found(
        ("prep.headroom",),
        f"{_rate(need)} requests per second are required, {shown}.",
        f"We expect a peak that takes {_rate(need)} requests per second to be proved. {asked} Can "
        "you run a test at our rate, and send its result file?",
    )


# --- load ----------------------------------------------------------------------------------------


def _stated_over_proved(case: Case) -> Iterator[Found]:
    stated, proved = case.declared.stated_rps, case.declared.proved_rps
    if stated and proved is not None and stated > proved * STATED_TOLERANCE:
        yield Found(
            ("prep.headroom",),
            f"{_rate(stated)} requests per second are stated as proved; the attached files show "
            f"{_rate(proved)} ({case.declared.proved_note}).",
            f"You state {_rate(stated)} requests per second as proved. The files that you attached "
            f"show {_rate(proved)} ({case.declared.proved_note}). Can you send the result file of "
            "the higher rate?",
        )


def _planned_over_stated(case: Case) -> Iterator[Found]:
    stated = case.declared.stated_rps
    if stated is None:
        return
    above = []
    for row in case.said.rows("prep.traffic_scenarios", "scenarios"):
        peak = number_in(row.get("peak_rps"))
        if peak is not None and peak > stated * STATED_TOLERANCE:
            above.append(f"“{word_in(row.get('scenario')) or 'unnamed'}” {_rate(peak)}")
    if not above:
        return
    yield Found(
        ("prep.traffic_scenarios", "prep.headroom"),
        f"Scenarios are planned above the highest rate stated as proved, {_rate(stated)} requests "
        f"per second: {_listed(above)}.",
        f"You state {_rate(stated)} requests per second as the highest rate proved, and plan for "
        f"more: {_listed(above)}. What happens above the proved rate?",
    )


def _tool_none(case: Case) -> Iterator[Found]:
    stated = case.declared.stated_rps
    if case.said.text("prep.load_tool", "tool") == "none" and stated:
        yield Found(
            ("prep.load_tool", "prep.headroom"),
            f"No load-testing tool is used, but {_rate(stated)} requests per second are stated as "
            "proved.",
            f"You use no load-testing tool, and state {_rate(stated)} requests per second as "
            "proved. How was this rate measured?",
        )


def _quota_below_need(case: Case) -> Iterator[Found]:
    short = []
    for row in case.said.rows("cloud.planned_use", "quotas"):
        limit, needed = number_in(row.get("limit")), number_in(row.get("needed"))
        if limit is not None and needed is not None and needed > limit:
            name = word_in(row.get("quota")) or "unnamed"
            short.append(f"“{name}” {_rate(limit)} of {_rate(needed)}")
    if not short:
        return
    quotas = "A quota is" if len(short) == 1 else "Quotas are"
    yield Found(
        ("cloud.planned_use",),
        f"{quotas} below what is needed at the required peak: {_listed(short)}.",
        f"By your own table {quotas[0].lower()}{quotas[1:]} below what is needed at the required "
        f"peak: {_listed(short)}. When will that be raised?",
    )


# --- repair and people ---------------------------------------------------------------------------


def _repair_slower(case: Case) -> Iterator[Found]:
    promised, reached = case.declared.repair_promised_s, case.declared.repair_achieved_s
    if promised is None or reached is None or reached <= promised:
        return
    tracked = "posture.mttr_log" if case.declared.outage_list else "posture.mttr_track"
    yield Found(
        ("sla.mttr", tracked),
        f"Repair within {_span(promised)} is guaranteed; repairs took {_span(reached)} on average.",
        f"You guarantee repair within {_span(promised)}. By your own figures repairs took "
        f"{_span(reached)} on average. What makes them faster from now on?",
    )


def _slower_than_claimed(case: Case) -> Iterator[Found]:
    declared, stated, reached = case.declared, [], []
    for within, took, doing, done in (
        (declared.detect_promised_s, declared.detect_s, "paging", "outages were noticed"),
        (
            declared.acknowledge_promised_s,
            declared.acknowledge_s,
            "acknowledgement",
            "alerts were acknowledged",
        ),
    ):
        if within is not None and took is not None and took > within:
            stated.append(f"{doing} within {_span(within)}")
            reached.append(f"{done} after {_span(took)}")
    if not stated:
        return
    yield Found(
        ("obs.alert_oncall", "posture.mttr_log" if declared.outage_list else _EARLY),
        f"The answer on alerts says {_listed(stated)}; on average {_listed(reached)}.",
        f"You state {_listed(stated)}. By your own figures, {_listed(reached)} on average. What "
        "explains the difference?",
    )


_EARLY = "obs.early_detection"


def _found_by_share(case: Case) -> Iterator[Found]:
    claimed = case.said.percent(_EARLY, "share")
    rows = [
        row
        for row in case.said.rows("posture.mttr_log", "outages")
        if row.get("planned") is not True and word_in(row.get("found_by"))
    ]
    if claimed is None or not rows:
        return
    own = sum(row.get("found_by") == "monitoring" for row in rows)
    share = Decimal(100 * own) / len(rows)
    if claimed <= share + 5:
        return
    yield Found(
        (_EARLY, "posture.mttr_log"),
        f"{_pc(claimed)} of outages are said to be found by the vendor’s own monitoring; in its list "
        f"it is {own} of {len(rows)}.",
        f"You say that your own monitoring found {_pc(claimed)} of outages first. In your list it "
        f"is {own} of {len(rows)}. How was the share counted?",
    )


def _check_too_rare(case: Case) -> Iterator[Found]:
    every, page = case.said.seconds("obs.monitor_up", "interval"), case.declared.detect_promised_s
    if every is not None and page is not None and every > page:
        yield Found(
            ("obs.monitor_up", "obs.alert_oncall"),
            f"The check from outside runs every {_span(every)}, so it can’t lead to a page within "
            f"{_span(page)}.",
            f"Your check from outside runs every {_span(every)}. How can somebody be paged within "
            f"{_span(page)} of the start of an outage?",
        )


def _ack_targets_differ(case: Case) -> Iterator[Found]:
    rota = case.said.part("prep.oncall_rota", "rota")
    target = seconds_in(rota.get("ack_target")) if isinstance(rota, Mapping) else None
    stated = case.declared.acknowledge_promised_s
    if target is not None and stated is not None and target > stated:
        yield Found(
            ("prep.oncall_rota", "obs.alert_oncall"),
            f"A page is answered within {_span(target)} by the rotation, within {_span(stated)} by "
            "the answer on alerts.",
            f"Your rotation answers a page within {_span(target)}; your answer on alerts says "
            f"within {_span(stated)}. Which of the two holds?",
        )


def _rota_too_small(case: Case) -> Iterator[Found]:
    promised = [
        word_in(row.get("level")) or "one severity"
        for row in case.said.rows("sla.mttr", "severities")
        if row.get("coverage") == "always"
    ]
    rota = case.said.part("prep.oncall_rota", "rota")
    if not promised or not isinstance(rota, Mapping):
        return
    people, hours = number_in(rota.get("people")), word_in(rota.get("hours"))
    if hours in _SHORT_HOURS:
        short = f"the rotation covers {_SHORT_HOURS[hours]} only"
    elif people is not None and people < FEWEST_FOR_ALWAYS:
        short = f"the rotation has {plain_number(people)} people"
        short = short.replace(" 1 people", " 1 person")
    else:
        return
    yield Found(
        ("prep.oncall_rota", "sla.mttr"),
        f"Cover at all hours is promised for {_listed(promised)}, but {short}.",
        f"You promise cover at all hours for {_listed(promised)}, and {short}. Who answers at "
        "night, on weekends and during leave?",
    )


_SHORT_HOURS = {"extended": "extended hours", "office": "office hours"}


def _quarters_against_list(case: Case) -> Iterator[Found]:
    repairs: dict[str, list[Decimal]] = {}
    for one in case.declared.outage_list:
        if not one.planned and one.restored is not None and one.restored >= one.started:
            quarter = f"{one.started.year} Q{(one.started.month + 2) // 3}"
            took = Decimal(int((one.restored - one.started).total_seconds()))
            repairs.setdefault(quarter, []).append(took)
    longer = []
    for row in case.said.rows("posture.mttr_track", "quarters"):
        quarter = word_in(row.get("quarter")).upper().replace("-", " ")
        told, spans = seconds_in(row.get("mean")), repairs.get(quarter)
        if told is None or not spans:
            continue
        mean = sum(spans, Decimal(0)) / len(spans)
        if mean > told * SLACK + 60:
            longer.append(f"{_span(mean)} instead of {_span(told)} in {quarter}")
    if longer:
        yield Found(
            ("posture.mttr_track", "posture.mttr_log"),
            "By the list of outages the mean time to repair was longer than given: "
            f"{_listed(longer)}.",
            "Your list of outages, counted from the start until residents could use the service, "
            f"comes to longer times to repair than you give: {_listed(longer)}. How did you count?",
        )


def _failed_changes(case: Case) -> Iterator[Found]:
    failed = case.said.number("posture.change_fail_rate", "failed")
    if failed is None:
        return
    since = end_of(case.closing) - dt.timedelta(days=CHANGE_DAYS)
    rows = [
        row
        for row in case.said.rows("posture.mttr_log", "outages")
        if row.get("cause_class") == "change"
    ]
    caused = sum(since <= one.started <= end_of(case.closing) for one in outages_of(rows))
    if caused > failed:
        outages = "1 outage was" if caused == 1 else f"{caused} outages were"
        yield Found(
            ("posture.change_fail_rate", "posture.mttr_log"),
            f"{plain_number(failed)} changes are said to have failed in 90 days; in the list "
            f"{outages} caused by a change in that time.",
            f"You count {plain_number(failed)} failed changes in the last 90 days. In your list of "
            f"outages {outages} caused by a change in that time. Which number is right?",
        )


# --- data and failover ---------------------------------------------------------------------------


def _failover_one_zone(case: Case) -> Iterator[Found]:
    failover = case.declared.failover_s
    status = case.said.part("cloud.failover", WHEN)
    is_now = not isinstance(status, Mapping) or status.get("status") in {"now", "", None}
    single = [
        one.tier or "unnamed"
        for one in case.declared.tiers
        if (one.zones == 1 and (one.regions or 1) < 2) or one.active == "one"
    ]
    if failover is None or not is_now or not single:
        return
    runs = "runs" if len(single) == 1 else "run"
    yield Found(
        ("cloud.failover", "cloud.multi_zone"),
        f"Failover within {_span(failover)} is claimed, but {_listed(single)} {runs} in one zone only.",
        f"You state failover within {_span(failover)}. By your table {_listed(single)} {runs} in one "
        "zone only. What does it fail over to when this zone is lost?",
    )


def _loss_over_rpo(case: Case) -> Iterator[Found]:
    loss, rpo = case.said.seconds("cloud.failover", "loss"), case.declared.data_loss_s
    if loss is not None and rpo is not None and loss > rpo:
        yield Found(
            ("cloud.failover", "deg.no_corruption"),
            f"A failover may lose {_span(loss)} of data; the most that may be lost is given as "
            f"{_span(rpo)}.",
            f"A failover may lose {_span(loss)} of data by one answer, and at most {_span(rpo)} by "
            "another. Which of the two do you commit to?",
        )


def _restore_over_repair(case: Case) -> Iterator[Found]:
    restore, repair = case.declared.restore_promised_s, case.declared.repair_promised_s
    if restore is not None and repair is not None and restore > repair:
        yield Found(
            ("deg.no_corruption", "sla.mttr"),
            f"A restore from backups takes up to {_span(restore)}, longer than the guaranteed "
            f"repair within {_span(repair)}.",
            f"A restore from backups takes up to {_span(restore)}, and you guarantee repair within "
            f"{_span(repair)}. Does the guarantee hold when a restore is needed?",
        )


# --- releases ------------------------------------------------------------------------------------


def _zero_downtime(case: Case) -> Iterator[Found]:
    total = case.said.seconds("chg.planned_down", "total")
    planned = sum((one.planned for one in case.declared.months), Decimal(0)) * 60
    down, source = (total, "chg.planned_down") if total else (planned, _HISTORY)
    if case.said.choice("chg.zero_downtime", "answer") == "yes" and down:
        yield Found(
            ("chg.zero_downtime", source),
            "New versions are said to go live without an outage, but announced maintenance took "
            f"{_span(down)} in 12 months.",
            "You say that new versions go live without an outage. Announced maintenance took "
            f"{_span(down)} in 12 months. What was it for, and will it go on?",
        )


_HISTORY = "posture.availability_history"


def _planned_differs(case: Case) -> Iterator[Found]:
    total, months = case.said.seconds("chg.planned_down", "total"), case.declared.months
    if total is None or len(months) < WHOLE_YEAR:
        return
    told = Decimal(total) / 60
    listed = sum((one.planned for one in months), Decimal(0))
    if max(told, listed) <= min(told, listed) * SLACK + SLACK_MINUTES * 3:
        return
    yield Found(
        ("chg.planned_down", _HISTORY),
        f"Announced maintenance is given as {minutes_text(told)} in 12 months; the table of months "
        f"comes to {minutes_text(listed)}.",
        f"You give {minutes_text(told)} of announced maintenance in 12 months. Your table of months "
        f"comes to {minutes_text(listed)}. Which is right?",
    )


# --- age and proof -------------------------------------------------------------------------------

TRIALS: Mapping[str, tuple[str, str]] = {
    "deg.plan": ("last_drill", "The plan for downtime was last rehearsed"),
    "deg.no_corruption": ("last_restore_test", "A restore from backups was last tested"),
    "cloud.failover": ("last_tried", "Failover was last tried"),
    "prep.headroom": ("test_date", "The highest rate was tested"),
    "prep.launch_gate": ("last_full_run", "The last run at full load was"),
    "prep.irp": ("last_review", "The incident response plan was last reviewed"),
    "chg.rollback": ("last_done", "A bad release was last undone or rehearsed"),
}
"""By question: the part that holds the date of a trial, and what was tried."""


def _trial_old(case: Case) -> Iterator[Found]:
    for item, (part, what) in TRIALS.items():
        day = case.said.day(item, part)
        if day is not None and case.is_old(day):
            yield Found(
                (item,),
                f"{what} on {_day(day)}, more than {case.months} months before answers were due.",
                f"{what} on {_day(day)}, more than {case.months} months before answers were due. When will it "
                "be done again, and may we see the result?",
            )
    layers = []
    for row in case.said.rows("abuse.ddos", "layers"):
        day = day_of(row.get("last_test"))
        if day is not None and case.is_old(day):
            layers.append(f"{word_in(row.get('product')) or 'one layer'} on {_day(day)}")
    if layers:
        said = f"more than {case.months} months before answers were due: {_listed(layers)}."
        yield Found(
            ("abuse.ddos",),
            f"Protection against floods was last tested {said}",
            f"Your protection against floods was last tested {said} When will it be tested again?",
        )


def _evidence_old(case: Case) -> Iterator[Found]:
    old: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for one in case.said.evidence:
        day, items = day_of(one.get("speaks_of")), proved_items(one)
        if day is not None and case.is_old(day) and items:
            named = f"“{word_in(one.get('title')) or 'A file'}” of {_day(day)}"
            old.setdefault(items[0], []).append((named, items))
    for files in old.values():
        items = tuple(dict.fromkeys(item for _, linked in files for item in linked))
        said = _listed([named for named, _ in files])
        speaks = "speaks of a time" if len(files) == 1 else "speak of times"
        yield Found(
            items,
            f"{said} {speaks} more than {case.months} months before answers were due.",
            f"{said} {speaks} more than {case.months} months before answers were due. Is there "
            "anything more recent that shows the same?",
        )


def _yes_without_proof(case: Case) -> Iterator[Found]:
    bare: dict[str, list[Item]] = {}
    for item in case.questionnaire.asked_items():
        if _says_yes(case.said, item) and not case.said.proofs(item.key):
            bare.setdefault(item.criterion, []).append(item)
    for criterion, items in bare.items():
        title = next(
            (one.title for one in case.questionnaire.criteria if one.key == criterion), criterion
        )
        prompts = _listed([f"“{one.prompt}”" for one in items])
        answers = "The answer" if len(items) == 1 else "The answers"
        yield Found(
            tuple(one.key for one in items),
            f"“Yes” without a file that shows it: {prompts}.",
            f"{answers} on “{title}” say yes, and no file shows it: {prompts}. What can you show us?",
        )


def _says_yes(said: Said, item: Item) -> bool:
    kinds = (part for part in item.parts if part.kind is Kind.YES_PARTIAL_NO)
    return bool(item.proof) and any(said.choice(item.key, one.key) == "yes" for one in kinds)


def _now_but_later(case: Case) -> Iterator[Found]:
    for item in case.questionnaire.asked_items():
        when = case.said.part(item.key, WHEN) if item.asks_when else None
        if not isinstance(when, Mapping) or when.get("status") != "now":
            continue
        day = day_of(when.get("date"))
        if day is not None and day > case.closing:
            yield Found(
                (item.key,),
                f"“{item.prompt}” is answered as there now, with the date {_day(day)}, which is "
                "still to come.",
                f"To “{item.prompt}” you answer that it is there now, and give {_day(day)} as its "
                "date. Is it there now?",
            )


RULES: tuple[Rule, ...] = (
    Rule("uptime_missed", "Promise and own record", _uptime_missed),
    Rule("uptime_below_required", "Promise and our requirement", _uptime_below_required),
    Rule("repair_over_budget", "Repair time and downtime allowed", _repair_over_budget),
    Rule("repair_over_required", "Repair time and our requirement", _repair_over_required),
    Rule("promise_over_chain", "Promise and chain of parts", _promise_over_chain),
    Rule("rate_below_required", "Required and proved rate", _rate_below_required),
    Rule("stated_over_proved", "Stated and proved rate", _stated_over_proved),
    Rule("planned_over_stated", "Planned and proved rate", _planned_over_stated),
    Rule("tool_none", "Rate without a tool", _tool_none),
    Rule("quota_below_need", "Quota and need", _quota_below_need),
    Rule("failover_one_zone", "Failover and zones", _failover_one_zone),
    Rule("loss_over_rpo", "Data that may be lost", _loss_over_rpo),
    Rule("restore_over_repair", "Restore and repair time", _restore_over_repair),
    Rule("outages_against_months", "Outages and months", _outages_against_months),
    Rule("adherence_against_months", "Promise met and months", _adherence),
    Rule("credits_without_miss", "Credits and promise", _credits_without_miss),
    Rule("objective_below_promise", "Target and promise", _objective_below_promise),
    Rule("nothing_left_out", "What counts as downtime", _nothing_left_out),
    Rule("credit_tiers", "Credit tiers", _credit_tiers),
    Rule("repair_slower", "Promised and reached repair time", _repair_slower),
    Rule("quarters_against_list", "Repair times and outages", _quarters_against_list),
    Rule("slower_than_claimed", "Alerts and outages", _slower_than_claimed),
    Rule("found_by_share", "Found by own monitoring", _found_by_share),
    Rule("check_too_rare", "Checks and alerts", _check_too_rare),
    Rule("ack_targets_differ", "Alerts and rotation", _ack_targets_differ),
    Rule("rota_too_small", "Cover and rotation", _rota_too_small),
    Rule("failed_changes", "Changes and outages", _failed_changes),
    Rule("zero_downtime", "Releases and maintenance", _zero_downtime),
    Rule("planned_differs", "Maintenance in two answers", _planned_differs),
    Rule("now_but_later", "There now, or later", _now_but_later),
    Rule("trial_old", "Tried too long ago", _trial_old),
    Rule("evidence_old", "File too old", _evidence_old),
    Rule("yes_without_proof", "Yes without proof", _yes_without_proof),
)
