"""Answers stay sealed, scores stay alone, and no role opens what another keeps shut."""

import itertools

import pytest

from evaluations.states import Role, Stage
from evaluations.visibility import STAFF, TABLE, Kind, Thing, Viewer, in_words, sees, visible

CONTENT = {Thing.ANSWERS, Thing.EVIDENCE, Thing.FILE_NAMES}
JUDGEMENT = {Thing.OTHERS_SCORES, Thing.AVERAGES, Thing.RANKS, Thing.PRICES}
BEFORE_DISCUSSION = (Stage.DRAFT, Stage.OPEN, Stage.CLOSED, Stage.SCORING)
EVERY_ROLE_SET = [
    frozenset(roles) for size in range(1, 4) for roles in itertools.combinations(Role, size)
]


def viewer(*roles: Role, **more) -> Viewer:
    return Viewer(frozenset(roles), **more)


def test_the_table_is_complete():
    stages = set(Stage) - {Stage.CANCELLED}
    assert set(TABLE) == set(Kind)
    for rows in TABLE.values():
        assert set(rows) == stages
        assert all(set(row) == set(Role) for row in rows.values())


@pytest.mark.parametrize("roles", EVERY_ROLE_SET, ids=lambda roles: "+".join(sorted(roles)))
def test_nobody_reads_a_sealed_answer_or_anothers_score_too_early(roles):
    for stage in (Stage.DRAFT, Stage.OPEN):
        assert not visible(Kind.ACQUISITION, stage, Viewer(roles)) & CONTENT
    for kind, stage in itertools.product(Kind, BEFORE_DISCUSSION):
        assert not visible(kind, stage, Viewer(roles)) & JUDGEMENT


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("kind", Kind)
def test_operators_see_no_content_and_vendors_only_their_own(kind, stage):
    for before in Stage:
        assert visible(kind, stage, viewer(Role.OPERATOR), cancelled_at=before) == frozenset()
        for role in (Role.LEAD, Role.CONTRIBUTOR):
            seen = visible(kind, stage, viewer(role), cancelled_at=before)
            assert seen <= {Thing.OWN_RESPONSE, Thing.OWN_OUTCOME}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("kind", Kind)
def test_observers_read_what_coordinators_read_but_notes_of_meetings(kind, stage):
    read = visible(kind, stage, viewer(Role.COORDINATOR))
    assert Thing.NOTES in read
    early = stage in {*BEFORE_DISCUSSION, Stage.CANCELLED}
    assert visible(kind, stage, viewer(Role.OBSERVER)) == (read - {Thing.NOTES} if early else read)


def test_notes_of_meetings_steer_nobody_who_scores():
    for kind, stage in itertools.product(Kind, BEFORE_DISCUSSION):
        for roles in ([Role.REVIEWER], [Role.REVIEWER, Role.COORDINATOR], [Role.OBSERVER]):
            assert not sees(Thing.NOTES, kind, stage, viewer(*roles))
    assert sees(Thing.NOTES, Kind.ACQUISITION, Stage.DISCUSSION, viewer(Role.REVIEWER))
    late = viewer(Role.REVIEWER, Role.COORDINATOR, locked=False)
    assert not sees(Thing.NOTES, Kind.ACQUISITION, Stage.DISCUSSION, late)


def test_follow_ups_show_submitted_answers_at_once():
    for role in (*STAFF, Role.REVIEWER):
        assert sees(Thing.ANSWERS, Kind.IMPROVEMENT, Stage.OPEN, viewer(role))
        assert not sees(Thing.ANSWERS, Kind.ACQUISITION, Stage.OPEN, viewer(role))


def test_reviewers_score_alone_then_see_all():
    ben = viewer(Role.REVIEWER)
    scoring = visible(Kind.ACQUISITION, Stage.SCORING, ben)
    assert {Thing.OWN_SCORES, Thing.COUNTS, Thing.ANSWERS} <= scoring
    assert visible(Kind.ACQUISITION, Stage.DISCUSSION, ben) >= JUDGEMENT


def test_a_second_role_does_not_let_a_reviewer_peek():
    for roles in ([Role.REVIEWER], [Role.REVIEWER, Role.COORDINATOR]):
        late = viewer(*roles, locked=False)
        assert not visible(Kind.ACQUISITION, Stage.DISCUSSION, late) & JUDGEMENT
        assert sees(Thing.OWN_SCORES, Kind.ACQUISITION, Stage.DISCUSSION, late)


def test_without_a_declaration_a_reviewer_sees_names_alone():
    for stage in (Stage.CLOSED, Stage.SCORING, Stage.DISCUSSION, Stage.DECIDED):
        seen = visible(Kind.ACQUISITION, stage, viewer(Role.REVIEWER, declared=False))
        assert seen == {Thing.PROGRESS}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("roles", [[Role.REVIEWER], [Role.REVIEWER, Role.COORDINATOR]])
def test_a_conflict_closes_the_vendor_whatever_the_role(stage, roles):
    for kind in Kind:
        assert visible(kind, stage, viewer(*roles, conflicted=True)) <= {Thing.PROGRESS}


def test_own_findings_are_the_jurisdictions_alone():
    for kind, stage in itertools.product(Kind, Stage):
        for role in (Role.OPERATOR, Role.LEAD, Role.CONTRIBUTOR):
            assert not sees(Thing.FINDINGS, kind, stage, viewer(role), cancelled_at=Stage.DECIDED)
        assert not sees(Thing.FINDINGS, kind, stage, viewer(Role.REVIEWER, declared=False))
    for kind in Kind:
        assert sees(Thing.FINDINGS, kind, Stage.OPEN, viewer(Role.REVIEWER))
        assert sees(Thing.FINDINGS, kind, Stage.DRAFT, viewer(Role.COORDINATOR))


def test_a_cancelled_evaluation_stays_as_it_was_seen():
    ann = viewer(Role.COORDINATOR)

    def seen(before):
        return visible(Kind.ACQUISITION, Stage.CANCELLED, ann, cancelled_at=before)

    assert seen(Stage.OPEN) == {Thing.PROGRESS, Thing.FINDINGS, Thing.NOTES}
    assert Thing.ANSWERS in seen(Stage.SCORING)
    assert not seen(Stage.SCORING) & JUDGEMENT
    assert visible(Kind.ACQUISITION, Stage.CANCELLED, ann) == {
        Thing.PROGRESS,
        Thing.FINDINGS,
        Thing.NOTES,
    }


def test_the_table_reads_as_sentences():
    lines = [one.sentence for one in in_words(Kind.ACQUISITION) if one.stage is Stage.OPEN]
    assert lines == [
        "Operators of the service see nothing.",
        "Coordinators see who was asked and how far each vendor is, the jurisdiction’s own "
        "findings about vendors and notes of meetings with vendors.",
        "Approvers, observers and reviewers see who was asked and how far each vendor is and the "
        "jurisdiction’s own findings about vendors.",
        "Vendor leads and vendor contributors see their own answers and files.",
    ]
    scoring = [one.sentence for one in in_words(Kind.ACQUISITION) if one.stage is Stage.SCORING]
    assert (
        "Reviewers see who was asked and how far each vendor is, the jurisdiction’s own findings "
        "about vendors, submitted answers, attached files, names of files, how many scores are in "
        "and their own scores."
    ) in scoring
