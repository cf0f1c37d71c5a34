"""A vendor's own copy of what it handed in: answers, files and fingerprints in one ZIP."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from portal.files import storage
from portal.files.models import StoredFile
from vendors.models import Submission

README = Path(__file__).with_name("copies_readme.txt")
SUMS = "SHA256SUMS"


def write_copy(submission: Submission, out: IO[bytes]) -> None:
    """Write the ZIP of one submission, file by file, so that large ones need no memory.

    Holds what was frozen and nothing of the drafts. SHA256SUMS lists each member in the form
    that `sha256sum --check` reads; for the files it is worked out while they are read.
    Raises OSError where a file can't be read.
    """
    sums: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as bundle:
        for name, chunks in _members(submission):
            digest = hashlib.sha256()
            # Forced, because the size of a member is not known before it is written.
            with bundle.open(name, "w", force_zip64=True) as member:
                for chunk in chunks:
                    digest.update(chunk)
                    member.write(chunk)
            sums[name] = digest.hexdigest()
        lines = (f"{fingerprint}  {name}\n" for name, fingerprint in sums.items())
        bundle.writestr(SUMS, "".join(lines))


def _members(submission: Submission) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "readme.txt", iter([README.read_bytes()])
    yield "submission.json", iter([_json(_said(submission))])
    yield "leaves.json", iter([_json(submission.leaves)])
    yield "questionnaire.json", iter([_json(submission.version.content)])
    listed = submission.content["evidence"]
    files = StoredFile.objects.in_bulk([one["file"] for one in listed])
    by_id = {str(pk): file for pk, file in files.items()}
    for one in listed:
        # The number in front keeps two files of the same name apart.
        yield f"files/{one['id']}-{one['name']}", storage.stream(by_id[one["file"]].key)


def _said(submission: Submission) -> dict[str, Any]:
    return {
        "reference": submission.reference,
        "number": submission.number,
        "at": submission.at.isoformat(),
        "by": submission.by_name,
        "fingerprint": submission.root,
        "content": submission.content,
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
