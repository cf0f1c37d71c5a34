"""What an uploaded file is: its type by name and content, its size and its clean name.

Nothing here unpacks or decodes; what needs that happens in the cage.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from enum import StrEnum
from itertools import count
from typing import BinaryIO
from urllib.parse import quote

from portal.cage import rasters

MEGABYTE = 1 << 20
DOCUMENT_BYTES = 25 * MEGABYTE
LOADTEST_BYTES = 500 * MEGABYTE
NAME_CHARACTERS = 150

# Office files: counted from the central directory, so that nothing is unpacked to find out.
OFFICE_ENTRIES = 2_000
OFFICE_BYTES = 200 * MEGABYTE
OFFICE_RATIO = 150
CONTENT_TYPES_BYTES = MEGABYTE

READ_BYTES = 1 << 16
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
# Control characters that no text editor writes: all but tab, line feed, form feed and return.
NOT_TEXT = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})
MARKUP = re.compile(rb"\s*<(?:!doctype|html|script|svg|body|head)", re.IGNORECASE)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Kind(StrEnum):
    """The types that are taken, each under its usual extension."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    TXT = "txt"
    JTL = "jtl"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv",
    Kind.JSON: "application/json",
    Kind.TXT: "text/plain",
    Kind.JTL: "application/octet-stream",
}
WORDS = {
    Kind.PDF: "a PDF",
    Kind.PNG: "a PNG picture",
    Kind.JPEG: "a JPEG picture",
    Kind.DOCX: "a Word document",
    Kind.XLSX: "an Excel workbook",
    Kind.CSV: "a CSV file",
    Kind.JSON: "a JSON file",
    Kind.TXT: "plain text",
    Kind.JTL: "a JMeter result file",
}
EXTENSIONS = {kind.value: kind for kind in Kind} | {"jpeg": Kind.JPEG}
LOADTEST_KINDS = frozenset({Kind.CSV, Kind.JSON, Kind.JTL})
JTL_MARKS = (b",", b";", b"\t", b"|")
"""What may stand between the columns of a JMeter file."""
PICTURED_KINDS = frozenset({Kind.PDF, Kind.PNG, Kind.JPEG})
"""What page pictures can be made of."""
ACCEPT = ",".join(f".{extension}" for extension in EXTENSIONS)
"""For the file input's attribute of this name."""


class RefusedFileError(Exception):
    """The file is not taken; the message is the sentence that the person reads."""


def kind_named(name: str) -> Kind:
    """The type that a name claims."""
    _stem, _dot, extension = name.rpartition(".")
    kind = EXTENSIONS.get(extension.lower()) if _dot else None
    if kind is None:
        raise RefusedFileError(
            "The selected file must be a PDF, PNG, JPEG, DOCX, XLSX, CSV, JSON, TXT or JTL."
        )
    return kind


def most_bytes(kind: Kind) -> int:
    return LOADTEST_BYTES if kind in LOADTEST_KINDS else DOCUMENT_BYTES


def examine(name: str, stream: BinaryIO, size: int) -> Kind:
    """Answer the type of an uploaded file, or refuse it; the stream must be able to go back."""
    kind = kind_named(name)
    if size == 0:
        raise _empty()
    refuse_size(size, kind)
    check(stream, kind)
    stream.seek(0)
    return kind


def within_limit(chunks: Iterable[bytes], kind: Kind) -> Iterator[bytes]:
    """Pass the chunks on while they are within the limit, whatever size was announced."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        refuse_size(size, kind)
        yield chunk


def refuse_size(size: int, kind: Kind) -> None:
    """Refuse a size, counted or announced, that is over the type's limit."""
    most = most_bytes(kind)
    if size > most:
        raise RefusedFileError(f"The selected file must be smaller than {most // MEGABYTE} MB.")


def check(stream: BinaryIO, kind: Kind) -> None:
    """Refuse a file whose content is not what its name claims."""
    stream.seek(0)
    CHECKS[kind](stream, kind)


def _not_really(kind: Kind) -> RefusedFileError:
    return RefusedFileError(
        f"The selected file is not really {WORDS[kind]}. Save it again in that format."
    )


def _check_pdf(stream: BinaryIO, kind: Kind) -> None:
    content = stream.read(DOCUMENT_BYTES + 1)
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise _not_really(kind)
    if ENCRYPTED_PDF.search(content):
        raise RefusedFileError("The selected file is password protected. Upload one without.")


def _check_picture(stream: BinaryIO, kind: Kind) -> None:
    signature = rasters.PNG_SIGNATURE if kind is Kind.PNG else rasters.JPEG_SIGNATURE
    if not stream.read(len(signature)).startswith(signature):
        raise _not_really(kind)
    stream.seek(0)
    size = rasters.size_of(stream)
    if size is None:
        raise RefusedFileError("The selected file is damaged. Save the picture again.")
    width, height = size
    if width * height > rasters.MAX_PIXELS:
        raise RefusedFileError(
            f"The selected picture has {width:,} by {height:,} pixels;"
            f" it must have at most {rasters.MAX_PIXELS // 1_000_000} million."
        )


def _check_office(stream: BinaryIO, kind: Kind) -> None:
    head = stream.read(len(OLE_SIGNATURE))
    if head == OLE_SIGNATURE:
        stream.seek(0)
        if ENCRYPTED_OFFICE in stream.read(DOCUMENT_BYTES + 1):
            raise RefusedFileError("The selected file is password protected. Upload one without.")
        raise _not_really(kind)
    if not head.startswith(b"PK\x03\x04"):
        raise _not_really(kind)
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_members(archive, kind)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        raise RefusedFileError("The selected file is damaged. Save it again.") from error


def _check_members(archive: zipfile.ZipFile, kind: Kind) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    main_part = "word/document.xml" if kind is Kind.DOCX else "xl/workbook.xml"
    if not {"[Content_Types].xml", main_part} <= set(names):
        raise _not_really(kind)
    if len(names) > OFFICE_ENTRIES or len(set(names)) != len(names) or _overlap(members):
        raise RefusedFileError("The selected file is damaged. Save it again.")
    if any(_leads_out(member) for member in members):
        raise RefusedFileError("The selected file is damaged. Save it again.")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > OFFICE_BYTES or unpacked > MEGABYTE + OFFICE_RATIO * packed:
        raise RefusedFileError("The selected file becomes too large when it is opened.")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or _is_macro_type(archive):
        raise RefusedFileError("The selected file contains macros. Save it without them.")


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Tell whether two members share bytes: the trick of the densest archive bombs."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            return True
        end = member.header_offset + 30 + member.compress_size
    return False


def _leads_out(member: zipfile.ZipInfo) -> bool:
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    path = member.filename.replace("\\", "/")
    is_encrypted = bool(member.flag_bits & 1)
    return is_link or is_encrypted or path.startswith("/") or ".." in path.split("/")


def _is_macro_type(archive: zipfile.ZipFile) -> bool:
    with archive.open("[Content_Types].xml") as stream:
        return b"macroenabled" in stream.read(CONTENT_TYPES_BYTES).lower()


def _check_text(stream: BinaryIO, kind: Kind) -> None:
    """UTF-8 throughout, no control characters, and the first and last sign of its format."""
    first, last = _ends_of_text(stream)
    if not first:
        raise _empty()
    if MARKUP.match(first):
        raise _not_really(kind)
    is_object = (first[:1], last[-1:]) in {(b"{", b"}"), (b"[", b"]")}
    if kind is Kind.JSON and not is_object:
        raise _not_really(kind)
    if kind is Kind.CSV and (first[:1] == b"<" or is_object):
        raise _not_really(kind)
    if kind is Kind.JTL and not (first[:1] == b"<" or any(mark in first for mark in JTL_MARKS)):
        raise _not_really(kind)


def _ends_of_text(stream: BinaryIO) -> tuple[bytes, bytes]:
    first = last = left = b""
    while chunk := stream.read(READ_BYTES):
        if len(chunk.translate(None, NOT_TEXT)) != len(chunk):
            raise RefusedFileError("The selected file is not plain text. Save it as UTF-8 text.")
        first = first or chunk.removeprefix(BYTE_ORDER_MARK).lstrip()[:1024]
        last = chunk.rstrip()[-1:] or last
        left = _undecoded(left + chunk)
    if left:
        raise _not_utf8()
    return first, last


def _undecoded(content: bytes) -> bytes:
    """Refuse what is not UTF-8; answer the start of a character that the next chunk ends."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            raise _not_utf8() from error
        return content[error.start :]
    return b""


def _empty() -> RefusedFileError:
    return RefusedFileError("The selected file is empty.")


def _not_utf8() -> RefusedFileError:
    return RefusedFileError("The selected file must be saved as UTF-8 text.")


CHECKS: dict[Kind, Callable[[BinaryIO, Kind], None]] = {
    Kind.PDF: _check_pdf,
    Kind.PNG: _check_picture,
    Kind.JPEG: _check_picture,
    Kind.DOCX: _check_office,
    Kind.XLSX: _check_office,
    Kind.CSV: _check_text,
    Kind.JSON: _check_text,
    Kind.TXT: _check_text,
    Kind.JTL: _check_text,
}

# Of Unicode's "other" characters: control, format (bidi, zero-width), surrogate, private, unused.
NAMELESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
FORBIDDEN_IN_WINDOWS = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
LONGEST_EXTENSION = 10


def clean_name(name: str) -> str:
    """The name under which a file is shown and given back: data, never a path."""
    name = re.split(r"[/\\]", name)[-1]
    visible = "".join(c for c in name if unicodedata.category(c) not in NAMELESS)
    normal = unicodedata.normalize("NFC", " ".join(visible.split()))
    normal = FORBIDDEN_IN_WINDOWS.sub("_", normal).strip(". ")
    if DEVICES.match(normal):
        normal = f"_{normal}"
    stem, dot, extension = normal.rpartition(".")
    if not dot or len(extension) > LONGEST_EXTENSION:
        return normal[:NAME_CHARACTERS].rstrip(". ") or "file"
    return f"{stem[: NAME_CHARACTERS - len(extension) - 1].rstrip('. ')}.{extension}"


def numbered(name: str, taken: Collection[str]) -> str:
    """Tell a file's name apart from those that are taken: plan.pdf, plan (2).pdf, plan (3).pdf."""
    stem, _dot, extension = name.rpartition(".")
    told_apart, numbers = name, count(2)
    while told_apart in taken:
        end = f" ({next(numbers)}).{extension}"
        told_apart = stem[: NAME_CHARACTERS - len(end)] + end
    return told_apart


def content_disposition(name: str) -> str:
    """Content-Disposition after RFC 6266: the plain name for old clients, the full one for all."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r'[^ -~]|["\\%]', "_", plain).strip() or "file"
    if plain == name:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
