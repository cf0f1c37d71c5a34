"""Files into one ZIP: always in this order and with this date, so that the same gives the same."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can say; when things happened stands in the files."""
MODE = 0o644 << 16


def json_bytes(value: Any) -> bytes:
    """JSON that people can read too; the order of keys is that of the value."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """The ZIP of these files, with a manifest of their SHA-256 at the end."""
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in [*files.items(), ("manifest.json", json_bytes({"files": listed}))]:
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = MODE
            bundle.writestr(info, content)
    return out.getvalue()
