"""Pages and pictures come out as PNG of a bounded size, or with a plain reason."""

from io import BytesIO

import pypdf
import pytest
from PIL import Image

from portal.cage import rasters
from portal.cage.outcome import Failure, Limits, Outcome
from portal.cage.run import run
from tests.fixtures.hostile.pages import one_bit_png


def pictured(content: bytes, **options: int) -> Outcome:
    limits = Limits(wall_seconds=30, memory_bytes=512 << 20)
    return run(
        "portal.cage.page_pictures:main", {"source": content}, options=options, limits=limits
    )


def pdf_of(*sizes: tuple[float, float], password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    for width, height in sizes:
        writer.add_blank_page(width, height)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def picture_of(size: tuple[int, int], kind: str, mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def sizes_in(outcome: Outcome) -> list[tuple[int, int]]:
    sizes = []
    for content in outcome.files.values():
        with Image.open(BytesIO(content)) as picture:
            assert picture.format == "PNG"
            sizes.append(picture.size)
    return sizes


def test_each_page_becomes_a_picture_of_the_same_width() -> None:
    outcome = pictured(pdf_of((612, 792), (842, 595)))
    assert list(outcome.files) == ["page-001.png", "page-002.png"]
    assert outcome.facts == {"pages": 2, "shown": 2}
    assert [width for width, _height in sizes_in(outcome)] == [1240, 1240]


def test_pages_beyond_the_cap_are_counted_and_not_drawn() -> None:
    outcome = pictured(pdf_of(*[(100, 100)] * 5), max_pages=2)
    assert (len(outcome.files), outcome.facts) == (2, {"pages": 5, "shown": 2})


def test_a_page_of_kilometres_is_drawn_small() -> None:
    outcome = pictured(pdf_of((14_400_000, 14_400_000), (10, 14_000)))
    assert all(width <= 1240 and height <= 3508 for width, height in sizes_in(outcome))


def test_a_password_is_named_as_the_reason() -> None:
    outcome = pictured(pdf_of((100, 100), password="x"))
    assert outcome.sentence("Plan.pdf") == "Plan.pdf is password protected."


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nnothing", b"text", b"\x89PNG\r\n\x1a\n"])
def test_damaged_content_could_not_be_read(content: bytes) -> None:
    assert pictured(content).failure == Failure.UNREADABLE


def test_a_truncated_picture_could_not_be_read() -> None:
    assert pictured(picture_of((500, 500), "JPEG")[:300]).failure == Failure.UNREADABLE


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "L")])
def test_a_picture_is_drawn_anew(kind: str, mode: str) -> None:
    outcome = pictured(picture_of((4000, 1000), kind, mode))
    assert sizes_in(outcome) == [(2000, 500)]


@pytest.mark.parametrize("side", [13_000, 60_000])
def test_a_flood_of_pixels_is_refused_by_its_header(side: int) -> None:
    header = one_bit_png(8)
    flood = header[:16] + side.to_bytes(4) * 2 + header[24:]
    outcome = run(
        "portal.cage.page_pictures:main",
        {"source": flood},
        limits=Limits(memory_bytes=200 << 20),
    )
    assert outcome.reason == "has too many pixels"
    assert outcome.seconds < 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_size_is_read_from_the_header(kind: str) -> None:
    content = picture_of((321, 123), kind)
    assert rasters.size_of(BytesIO(content)) == (321, 123)
    assert rasters.size_of(BytesIO(content[:20])) is None


def test_progress_counts_the_pages() -> None:
    heard: list[tuple[int, int]] = []
    run(
        "portal.cage.page_pictures:main",
        {"source": pdf_of(*[(100, 100)] * 3)},
        on_progress=lambda done, total: heard.append((done, total)),
    )
    assert heard == [(1, 3), (2, 3), (3, 3)]
