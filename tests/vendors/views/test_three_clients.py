"""Two people in three windows, in any order of steps: no text that was acknowledged goes missing."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from lxml import html

from tests.vendors.scene import Scene, form_of, use_depth
from vendors.actions import answers
from vendors.models import Answer, AnswerRevision
from vendors.questionnaire.model import Depth

AS_RUN = settings(
    max_examples=8,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    # What fails is rolled back once and told as it was found.
    phases=(Phase.generate,),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
ITEMS = ("cloud.autoscale", "cloud.load_balancing")
PICKS = st.integers(0, 11)
STEPS = (
    *("type", "type", "type", "save_in_passing", "save_in_passing", "save", "save"),
    *("choose", "choose", "choose", "reload", "look_at_history", "restore"),
)
"""One rule draws from these: with a rule for each, whole runs would go without some of them."""

T = TypeVar("T")


def of(found: Sequence[T], pick: int) -> T:
    return found[pick % len(found)]


class Window:
    """One open page: what its fields hold, and which of them were typed in since the last save."""

    def __init__(self, client: Client, url: str) -> None:
        self.client = client
        self.url = url
        self.clash: dict[str, Any] = {}
        """The fields of the page with two versions, while it is open."""
        self.history: tuple[str, list[tuple[str, str]]] | None = None
        """The question whose versions are shown, with what its buttons send."""
        self.show(client.get(url))

    def show(self, page: Any, typed: dict[str, str] | None = None) -> None:
        assert page.status_code == 200, page.content
        self.fields: dict[str, Any] = form_of(page.content)
        self.typed: dict[str, str] = typed or {}
        self.clash = {}

    def part(self, key: str) -> dict[str, Any]:
        return {name: one for name, one in self.fields.items() if name.startswith(f"{key}:")}


class Colleagues(RuleBasedStateMachine):
    """What two people may do; `acknowledged` is each text that a page said was saved."""

    def __init__(
        self, scene: Scene, clients: list[Client], fields: dict[str, str], seen: Counter[str]
    ) -> None:
        super().__init__()
        self.seen = seen
        self.scene = scene
        self.names = fields
        self.count = 0
        self.choices = 0
        self.acknowledged: set[tuple[str, str]] = set()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.windows = [Window(client, scene.topic()) for client in clients]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def text(self, key: str, value: dict[str, Any]) -> str:
        return str(value.get(self.names[key].rpartition(":")[2], ""))

    def saved(self, typed: dict[str, str], but: Collection[str] = ()) -> None:
        self.acknowledged |= {(key, text) for key, text in typed.items() if key not in but}

    @rule(step=st.sampled_from(STEPS), at=PICKS, pick=PICKS)
    def act(self, step: str, at: int, pick: int) -> None:
        """Do this in one of the windows in which it can be done now, or else type."""
        tests: dict[str, Callable[[Window], Any]] = {
            "save": lambda one: one.typed and not one.clash,
            "save_in_passing": lambda one: one.typed and not one.clash,
            "choose": lambda one: one.clash,
            "reload": lambda one: not one.typed,
            "look_at_history": lambda one: self.acknowledged,
            "restore": lambda one: self.acknowledged,
        }
        windows = [one for one in self.windows if step in tests and tests[step](one)]
        if windows:
            getattr(self, step)(of(windows, at), pick)
        elif windows := [one for one in self.windows if not one.clash]:
            self.type(of(windows, at), pick)

    def type(self, window: Window, pick: int) -> None:
        key = of((ITEMS[0], *ITEMS), pick)
        self.count += 1
        window.typed[key] = f"Words number {self.count}, typed in one of the windows."
        window.fields[self.names[key]] = [window.typed[key]]

    def save_in_passing(self, window: Window, pick: int) -> None:
        sent: dict[str, Any] = {"_autosave": "1", "completed": "no"}
        for key in window.typed:
            sent |= window.part(key)
        answer = window.client.post(window.url, sent, headers={"HX-Request": "true"})
        self.seen[f"in passing, {answer.status_code}"] += 1
        refused = set(answer.headers.get("X-Conflict", "").split())
        assert answer.status_code == (409 if refused else 200)
        assert ("Draft saved at" in answer.content.decode()) == (not refused)
        for field in html.fromstring(f"<div>{answer.content.decode()}</div>").xpath("//input"):
            window.fields[field.get("name")] = [field.get("value")]
        self.saved(window.typed, but=refused)
        window.typed = {key: text for key, text in window.typed.items() if key in refused}

    def save(self, window: Window, pick: int) -> None:
        self.sent(window, window.fields | {"_save": "stay"}, window.typed)

    def sent(self, window: Window, fields: dict[str, Any], typed: dict[str, str]) -> None:
        """Send a form whole; go where its answer leads."""
        answer = window.client.post(window.url, fields)
        self.seen[f"by button, {answer.status_code}"] += 1
        if answer.status_code == 302:
            self.saved(typed)
            window.show(window.client.get(window.url))
        elif answer.status_code == 409:
            (form,) = [
                one for one in html.fromstring(answer.content).forms if one.action == window.url
            ]
            window.clash = dict(form.form_values())
            keys = {name[: -len(":_keep")] for name in window.clash if name.endswith(":_keep")}
            assert keys
            self.saved(typed, but=keys)
            window.typed = {key: text for key, text in typed.items() if key in keys}
            page = answer.content.decode()
            for one in Answer.objects.filter(item_key__in=keys):
                assert self.text(one.item_key, one.value) in page
            assert all(text in page for text in window.typed.values())
        else:
            keys = {name[: -len(":_keep")] for name, how in fields.items() if how == "merge"}
            self.saved(typed, but=keys)
            window.show(answer, {key: text for key, text in typed.items() if key in keys})
            assert all(text in answer.content.decode() for text in window.typed.values())

    def choose(self, window: Window, pick: int) -> None:
        # In turn, because small picks are drawn most often.
        self.choices += 1
        way = of(("theirs", "merge", "mine"), self.choices + pick)
        keeps = {name: way for name in window.clash if name.endswith(":_keep")}
        self.seen[way] += 1
        self.sent(window, window.clash | keeps, {} if way == "theirs" else window.typed)

    def reload(self, window: Window, pick: int) -> None:
        window.show(window.client.get(window.url))

    def look_at_history(self, window: Window, pick: int) -> None:
        key = of(sorted({key for key, _text in self.acknowledged}), pick)
        page = window.client.get(self.history_of(key))
        assert page.status_code == 200
        buttons = []
        for form in html.fromstring(page.content).xpath("//form[.//button[@name='take']]"):
            version = form.xpath(".//input[@name='version']/@value")[0]
            buttons.append((version, form.xpath(".//button[@name='take']/@value")[0]))
        window.history = (key, buttons)

    def restore(self, window: Window, pick: int) -> None:
        if window.history is None:
            self.look_at_history(window, pick)
        assert window.history is not None
        key, buttons = window.history
        window.history = None
        if not buttons:
            return
        version, take = of(buttons, pick)
        wanted = AnswerRevision.objects.get(answer__item_key=key, version=take)
        answer = window.client.post(self.history_of(key), {"version": version, "take": take})
        assert answer.status_code == 302
        if self.history_of(key) not in answer["Location"]:
            standing = Answer.objects.get(item_key=key)
            assert standing.value == wanted.value
            self.seen["restored"] += 1
            self.saved({key: self.text(key, wanted.value)})

    def history_of(self, key: str) -> str:
        return f"/responses/{self.scene.clearwater.pk}/history/{key}/"

    @invariant()
    def nothing_acknowledged_is_missing(self) -> None:
        kept = {
            (one.item_key, self.text(one.item_key, one.value)) for one in Answer.objects.all()
        } | {
            (one.answer.item_key, self.text(one.answer.item_key, one.value))
            for one in AnswerRevision.objects.select_related("answer")
        }
        assert self.acknowledged <= kept, f"missing: {self.acknowledged - kept}"


@pytest.fixture
def run(scene: Scene, vera: Client, connie: Client) -> Any:
    """Let two windows of Vera and one of Connie's work on one topic; return what was done how often."""
    use_depth(scene, Depth.FULL)
    fields = form_of(vera.get(scene.topic()).content)
    names = {key: next(iter(typed_fields(fields, key))) for key in ITEMS}

    def work() -> Counter[str]:
        seen: Counter[str] = Counter()
        run_state_machine_as_test(
            lambda: Colleagues(scene, [vera, vera, connie], names, seen), settings=AS_RUN
        )
        return seen

    return work


def typed_fields(fields: dict[str, Any], key: str) -> list[str]:
    return [name for name in fields if name in {f"{key}:limits", f"{key}:how"}]


def test_no_acknowledged_text_goes_missing(run: Any) -> None:
    seen = run()

    # It went everywhere, so that it could have found something.
    for step in ("in passing, 200", "in passing, 409", "by button, 409", "restored"):
        assert seen[step], seen
    for way in ("theirs", "mine", "merge"):
        assert seen[way], seen


def test_a_save_that_is_acknowledged_and_dropped_is_found(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lie(response: Any, draft: Any, before: Any, **more: Any) -> Answer:
        version = (before.version if before else 0) + 1
        return Answer(item_key=draft.item_key, value=draft.value, version=version)

    monkeypatch.setattr(answers, "_put", lie)
    with pytest.raises(AssertionError, match="missing: "):
        run()


def test_a_history_that_forgets_is_found(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnswerRevision.objects, "create", lambda **fields: None)
    with pytest.raises(AssertionError, match="missing: "):
        run()
