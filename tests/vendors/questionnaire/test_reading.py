"""A questionnaire comes out of its file as it went in, and a bad file says all that is wrong."""

import copy
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.questionnaire import reading
from vendors.questionnaire.model import Kind
from vendors.questionnaire.reading import (
    CELL_KINDS,
    ROW_RULES,
    STANDARD,
    Unreadable,
    canonical,
    criterion_digest,
    digest,
    dump,
    export,
    parse,
    read,
    read_bytes,
    standard,
)

DATA = json.loads(STANDARD.read_text())
SCHEMA = json.loads(Path(reading.__file__).with_name("schema.json").read_text())


def test_standard_questionnaire_is_whole() -> None:
    questionnaire = standard()
    assert len(questionnaire.sections) == 8
    assert len(questionnaire.criteria) == 17
    assert len(questionnaire.items) == 61
    assert sum(one.weight for one in questionnaire.criteria) == 100
    assert [one.order for one in questionnaire.sections] == list(range(8))
    assert all(one.why for one in (*questionnaire.sections, *questionnaire.levels))
    assert all(one.plain and one.proof for one in questionnaire.items)
    assert {part.kind for item in questionnaire.items for part in item.parts} >= {
        Kind.TABLE,
        Kind.CREDIT_TIERS,
        Kind.ONCALL,
        Kind.CONTACT,
    }


def test_export_and_import_lose_nothing() -> None:
    questionnaire = standard()
    assert dump(questionnaire) == DATA
    assert read_bytes(export(questionnaire)).unwrap() == questionnaire
    assert parse(json.loads(canonical(questionnaire))) == questionnaire
    assert digest(parse(DATA)) == digest(questionnaire)
    assert canonical(questionnaire).decode("utf-8")


def test_criterion_digest_sees_its_own_items_only() -> None:
    data = copy.deepcopy(DATA)
    data["items"][0]["prompt"] = "Another wording?"
    changed = parse(data)
    differs = {
        one.key
        for one in changed.criteria
        if criterion_digest(changed, one.key) != criterion_digest(standard(), one.key)
    }
    assert differs == {"posture.availability"}


Change = Callable[[dict[str, Any]], object]
BAD: list[tuple[str, str, Change]] = [
    ("format", "plumbline-questionnaire/1", lambda d: d.update(format="other/9")),
    ("title", "Text", lambda d: d.update(title=5)),
    ("title", "longer", lambda d: d.update(title="x" * 10_000)),
    ("title", "control", lambda d: d.update(title="a\x00b")),
    ("title", "control", lambda d: d.update(title="a\ud800b")),
    ("title", "control", lambda d: d.update(title="a\u202eb")),
    ("depth", "One of", lambda d: d.update(depth="deepest")),
    ("", "no field", lambda d: d.update(extra=1)),
    ("levels", "seven levels", lambda d: d["levels"].pop()),
    ("levels", "seven levels", lambda d: d["levels"].reverse()),
    ("scale", "five steps", lambda d: d["scale"].pop()),
    ("sections", "list", lambda d: d.update(sections={})),
    ("sections", "At least one", lambda d: d.update(sections=[])),
    ("sections", "same place", lambda d: d["sections"][0].update(order=1)),
    ("sections[1].key", "twice", lambda d: d["sections"][1].update(key="posture")),
    ("sections[0].key", "key is expected", lambda d: d["sections"][0].update(key="Nö")),
    ("sections[0].key", "own.", lambda d: d["sections"][0].update(own=True)),
    ("criteria[0].level", "between 1 and 7", lambda d: d["criteria"][0].update(level=8)),
    ("criteria[0].level", "whole number", lambda d: d["criteria"][0].update(level=True)),
    ("criteria[0].weight", "between 0 and", lambda d: d["criteria"][0].update(weight=-1)),
    ("criteria[0].weight", "whole number", lambda d: d["criteria"][0].update(weight=1.5)),
    ("criteria[0].section", "no section", lambda d: d["criteria"][0].update(section="x")),
    ("items[0].criterion", "no criterion", lambda d: d["items"][0].update(criterion="x")),
    ("items[1].key", "twice", lambda d: d["items"][1].update(key=d["items"][0]["key"])),
    ("items[0].anchors.3", "written here", lambda d: d["items"][0]["anchors"].pop("3")),
    ("items[0].anchors", "no field", lambda d: d["items"][0]["anchors"].update({"5": "x"})),
    ("items[0].depth", "One of", lambda d: d["items"][0].update(depth="quick")),
    ("items[0].must_have", "true or false", lambda d: d["items"][0].update(must_have="yes")),
    ("items[0].parts", "At least one", lambda d: d["items"][0].update(parts=[])),
    ("items[0].parts", "besides its files", lambda d: d["items"][0].update(parts=[FILE])),
    ("items[0].parts[1].key", "twice", lambda d: parts(d)[1].update(key="months")),
    ("items[0].parts[1].key", "itself", lambda d: parts(d)[1].update(key="when")),
    ("items[0].parts[0].type", "One of", lambda d: parts(d)[0].update(type="magic")),
    ("items[0].parts[0].rows_rule", "One of", lambda d: parts(d)[0].update(rows_rule="eval")),
    ("items[0].parts[1].columns", "Only a table", lambda d: parts(d)[1].update(columns=[CELL])),
    ("items[0].parts[0].columns[0].type", "plain value", lambda d: cell(d).update(type="table")),
    ("items[0].parts[0].columns", "twice", lambda d: cell(d).update(key="planned_down_min")),
    ("items[0].parts[0].columns[0].options", "list", lambda d: cell(d).update(type="choice")),
    ("items[0].parts[1].unit", "unit of", lambda d: parts(d)[1].update(type="duration", unit="x")),
    ("items[0].parts[1].options", "Only a choice", lambda d: parts(d)[1].update(options=[OPTION])),
    ("items[0].parts[1].needed_if", "has that", lambda d: parts(d)[1].update(needed_if=["a", "b"])),
    ("items[0].parts[1].needed_if", "a list", lambda d: parts(d)[1].update(needed_if="a")),
    ("items", "At most 500", lambda d: d.update(items=d["items"] * 9)),
    ("terms", "explanations", lambda d: d.update(terms=[])),
    ("terms", "At most", lambda d: d.update(terms={str(n): "x" for n in range(301)})),
    ("terms", "1 to 60", lambda d: d["terms"].update({" ": "x"})),
    ("rules.cap_no_proof", "between", lambda d: d["rules"].update(cap_no_proof=5)),
    ("rules.solid_from", "quotation marks", lambda d: d["rules"].update(solid_from="NaN")),
    ("rules.solid_from", "quotation marks", lambda d: d["rules"].update(solid_from=2.5)),
]
FILE = {"key": "files", "label": "Files", "type": "file"}
CELL = {"key": "a", "label": "A", "type": "line"}
OPTION = {"key": "a", "label": "A"}


def parts(data: dict[str, Any]) -> Any:
    return data["items"][0]["parts"]


def cell(data: dict[str, Any]) -> Any:
    return parts(data)[0]["columns"][0]


@pytest.mark.parametrize(("path", "words", "spoil"), BAD)
def test_fault_is_told_with_its_place(path: str, words: str, spoil: Change) -> None:
    data = copy.deepcopy(DATA)
    spoil(data)
    found = read(data)
    assert found.questionnaire is None
    assert (path, True) in {(fault.path, words in fault.sentence) for fault in found.faults}


def test_all_faults_are_told_at_once() -> None:
    data = copy.deepcopy(DATA)
    data["title"] = ""
    data["criteria"][3]["weight"] = "heavy"
    data["items"][60]["parts"][0]["type"] = "magic"
    with pytest.raises(Unreadable) as raised:
        parse(data)
    assert [fault.path for fault in raised.value.faults][:3] == [
        "title",
        "criteria[3].weight",
        "items[60].parts[0].type",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"{", "line 1"),
        (b"", "line 1"),
        (b"[" * 100_000, "nested"),
        (b"[1]", "named fields"),
        (b'{"a": NaN}', "NaN"),
        (b'{"format": 1, "format": 2}', "twice"),
        (b" " * 2_000_001, "2 MB"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number"),
    ],
)
def test_what_is_no_questionnaire_is_refused(content: bytes, words: str) -> None:
    found = read_bytes(content)
    assert found.questionnaire is None
    assert words in found.faults[0].sentence


def test_faults_end_somewhere() -> None:
    data = copy.deepcopy(DATA)
    data["items"] = [{"x": 1}] * 500
    assert len(read(data).faults) == 200


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_file_raises(data: st.DataObject) -> None:
    spoiled: Any = copy.deepcopy(DATA)
    place: Any = spoiled
    for _ in range(data.draw(st.integers(0, 6))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        inner = [key for key in keys if isinstance(place[key], dict | list) and place[key]]
        if not inner:
            break
        place = place[data.draw(st.sampled_from(inner))]
    key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else [0]))
    place[key] = data.draw(json_values)
    found = read(spoiled)
    assert found.faults or found.unwrap()


# --- the schema says the same ----------------------------------------------------------------


def violations(value: Any, schema: dict[str, Any], path: str = "") -> Iterable[str]:
    """The few words of JSON Schema that schema.json uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    wanted = kinds.get(schema.get("type", ""))
    if wanted and type(value) is not wanted:
        yield f"{path}: not {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{path}: not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: not one of {schema['enum']}"
    if isinstance(value, dict):
        yield from _object(value, schema, path)
    elif isinstance(value, list):
        yield from _array(value, schema, path)
    elif not {"enum", "const"} & set(schema) and not _fits(value, schema):
        yield f"{path}: length, pattern or range"


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    if isinstance(value, str):
        right = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9)
        return right and bool(re.search(schema.get("pattern", ""), value))
    return isinstance(value, bool) or schema["minimum"] <= value <= schema["maximum"]


def _array(value: list[Any], schema: dict[str, Any], path: str) -> Iterable[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema["maxItems"]:
        yield f"{path}: {len(value)} entries"
    for index, one in enumerate(value):
        yield from violations(one, schema["items"], f"{path}[{index}]")


def _object(value: dict[str, Any], schema: dict[str, Any], path: str) -> Iterable[str]:
    for key in schema.get("required", []):
        if key not in value:
            yield f"{path}.{key}: missing"
    for key, one in value.items():
        inner = schema.get("properties", {}).get(key, schema["additionalProperties"])
        if inner is False:
            yield f"{path}.{key}: unknown"
        else:
            yield from violations(one, inner, f"{path}.{key}")


def test_schema_and_reader_agree_on_the_standard_file() -> None:
    assert list(violations(DATA, SCHEMA)) == []
    assert read(DATA).faults == ()


SAID_BY_SCHEMA = [
    (path, spoil)
    for path, words, spoil in BAD
    if words in {"Text", "longer", "One of", "no field", "list", "between 1 and 7", "between 0 and"}
    and "options" not in path
]


@pytest.mark.parametrize(("path", "spoil"), SAID_BY_SCHEMA)
def test_schema_refuses_what_the_reader_refuses(path: str, spoil: Change) -> None:
    data = copy.deepcopy(DATA)
    spoil(data)
    assert list(violations(data, SCHEMA))


def test_schema_names_what_the_reader_knows() -> None:
    defs = SCHEMA["$defs"]
    assert defs["part"]["properties"]["type"]["enum"] == [kind.value for kind in Kind]
    assert set(defs["column"]["properties"]["type"]["enum"]) == {kind.value for kind in CELL_KINDS}
    assert defs["part"]["properties"]["rows_rule"]["enum"] == list(ROW_RULES)
    for name, limit in (
        ("sections", reading.MAX_SECTIONS),
        ("criteria", reading.MAX_CRITERIA),
        ("items", reading.MAX_ITEMS),
    ):
        assert SCHEMA["properties"][name]["maxItems"] == limit
    for name, made in (
        ("section", standard().sections[0]),
        ("criterion", standard().criteria[0]),
        ("item", standard().items[0]),
        ("part", standard().items[0].parts[0]),
    ):
        fields = {reading._NAME_IN_FILE.get(one, one) for one in type(made).__slots__}
        assert set(defs[name]["properties"]) == fields
