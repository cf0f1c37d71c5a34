import pytest

from vendors.questionnaire import packs, reading


@pytest.mark.parametrize("key", packs.KEYS)
def test_each_pack_reads_without_fault_and_every_criterion_is_asked(key: str) -> None:
    pack = packs.pack(key)
    assert pack.key == key
    assert 8 <= len(pack.items) <= 14
    assert {item.criterion for item in pack.items} == {one.key for one in pack.criteria}
    assert {one.section for one in pack.criteria} == {one.key for one in pack.sections}
    assert sum(one.weight for one in pack.criteria) > 0
    assert all(item.plain and item.proof for item in pack.items)


def test_no_key_is_used_twice_among_the_standard_and_the_packs() -> None:
    questionnaires = [reading.standard(), *(packs.pack(key) for key in packs.KEYS)]
    for name in ("sections", "criteria", "items"):
        keys = [one.key for found in questionnaires for one in getattr(found, name)]
        assert len(keys) == len(set(keys))


def test_a_key_from_outside_the_pack_is_a_fault() -> None:
    data = {"format": packs.FORMAT, "key": "other", "title": "Other"}
    frame = reading.dump(reading.standard())
    data |= {name: frame[name] for name in ("sections", "criteria", "items")}
    with pytest.raises(reading.Unreadable, match=r"begin with “other\.”"):
        packs.parse(data)


def test_that_residents_data_is_never_sold_is_a_must_have() -> None:
    items = {item.key: item for item in packs.pack("general").items}
    assert items["general.data_never_sold"].must_have
