"""Ten thousand damaged files: each ends as a reading that can be stored, or as a refusal."""

import random
from pathlib import Path

import pytest

from vendors.loadtests import Reading, read

FILES = Path(__file__).parents[2] / "fixtures" / "loadtests"
RECORDED = FILES / "recorded"
SMALL = 6_000
"""Of a longer file its beginning is enough: damage does the same there."""
IN_ALL = 10_000
PIECES = [
    b"-", b"9" * 30, b"null", b'"', b",", b"\n", b"e99", b"\x00", b"\xff\xfe", b"{", b"]", b"NaN",
    b"1e400", b"\r", b";", b"<a>", b"&#0;", b"true", b"0", b"'", "٣".encode(), b"\xef\xbb\xbf",
    b"[" * 50, b"Infinity", b"1777906800000,1,", b"Number of samples in transaction",
]  # fmt: skip


def shortened(content: bytes) -> bytes:
    return content if len(content) <= SMALL else content[: content.rindex(b"\n", 0, SMALL) + 1]


def originals() -> list[list[bytes]]:
    """The files of each test; those that Locust spread over several belong together."""
    paths = [path for path in FILES.iterdir() if path.is_file()]
    paths += [*(RECORDED / "jmeter-2.13").iterdir()]
    single = [[shortened(path.read_bytes())] for path in sorted(paths)]
    together = [
        sorted(FILES.glob("locust_*.csv")),
        sorted((RECORDED / "locust-2.47").glob("*.csv")),
        sorted((RECORDED / "locust-2.20").iterdir()),
    ]
    return single + [[path.read_bytes() for path in group] for group in together]


def damaged(original: bytes, others: list[bytes], chance: random.Random) -> bytes:
    data = bytearray(original)
    for _edit in range(chance.randrange(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(8):
            case 0 if data:
                data[at % len(data)] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(1, 60)]
            case 2 | 3:
                data[at:at] = chance.choice(PIECES)
            case 4:
                start = chance.randrange(len(data) + 1)
                data[at:at] = data[start : start + chance.randrange(200)]
            case 5:
                other = chance.choice(others)
                data[at:at] = other[chance.randrange(len(other)) :][:120]
            case 6:
                digits = [
                    place for place in range(at, min(at + 300, len(data))) if 48 <= data[place] < 58
                ]
                if digits:
                    data[chance.choice(digits)] = 48 + chance.randrange(10)
            case _:
                del data[max(at, len(data) // 3) :]
    return bytes(data)


@pytest.mark.parametrize("part", range(4))
def test_damaged_files_give_a_reading_or_a_refusal(part):
    chance = random.Random(part)
    tests = originals()
    contents = [content for test in tests for content in test]
    read_well = refused = 0
    for turn in range(IN_ALL // 4):
        files = list(tests[turn % len(tests)])
        place = chance.randrange(len(files))
        files[place] = damaged(files[place], contents, chance)
        found = read([(str(number), content) for number, content in enumerate(files)])
        if isinstance(found, Reading):
            read_well += 1
            assert Reading.from_dict(found.to_dict()) == found
            assert 0 <= found.failures <= found.requests
            assert found.series is None or 0 < len(found.series.points) <= 120
            assert found.proved_rps is None or found.proved_rps >= 0
        else:
            refused += 1
            assert found.reason.endswith((".", ")."))
            assert found.reason.isprintable()
    # The damage is neither harmless nor always fatal.
    assert read_well > 300
    assert refused > 500
