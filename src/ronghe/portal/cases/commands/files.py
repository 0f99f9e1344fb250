"""Taking in a file: its size and type are checked by content, its name is cleaned, its digest fixes it."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile

from ronghe.portal.cases.actors import Actor
from ronghe.portal.cases.commands.situation import situation
from ronghe.portal.cases.models import Attachment, Case
from ronghe.portal.organisations.access import NoAccess
from ronghe.rulebook.structure import FactType, Form, Text

MAXIMUM = 20 * 1024 * 1024
SIGNATURES = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
}


class FileRefused(Exception):
    """The file cannot be taken; `message` says why in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def attach(*, case: Case, actor: Actor, upload: "UploadedFile[bytes]", at: dt.datetime) -> Attachment:
    """Store a file with a case. Raises FileRefused with the reason, and NoAccess for who has no role in the case."""
    if not situation(case=case, actor=actor).roles or actor.user_id is None:
        raise NoAccess
    name = clean_name(upload.name or "")
    check(name=name, size=upload.size or 0, head=upload.read(16))
    upload.seek(0)
    return Attachment.objects.create(
        case=case,
        name=name,
        size=upload.size or 0,
        digest=_digest(upload),
        content=upload,
        uploaded_by_id=actor.user_id,
        uploaded_at=at,
    )


def only_handed_in(*, case: Case, form: Form, answers: Mapping[str, object]) -> dict[str, object]:
    """Return the answers without files that were never handed in with this case, whatever a request claims."""
    claimed = {
        field.key: value
        for field in form.fields()
        if field.type is FactType.FILE and isinstance(value := answers.get(field.key), Mapping)
    }
    if not claimed:
        return dict(answers)
    held = dict(case.attachments.values_list("digest", "name"))
    forged = {key for key, value in claimed.items() if value.get("digest") not in held}
    return {key: value for key, value in answers.items() if key not in forged}


def check(*, name: str, size: int, head: bytes) -> None:
    """Raise FileRefused unless a file's size and type are taken here; the type must agree with the content."""
    if size == 0:
        raise FileRefused(Text(zh="文件是空的，请重新选择。", en="The file is empty; please choose another."))
    if size > MAXIMUM:
        raise FileRefused(Text(zh="文件超过 20 MB。", en="The file is larger than 20 MB."))
    signature = SIGNATURES.get(PurePosixPath(name).suffix.lower())
    if signature is None or not head.startswith(signature):
        raise FileRefused(
            Text(
                zh="只接受 PDF、JPG、PNG、DOCX、XLSX 文件，且内容须与扩展名一致。",
                en="Only PDF, JPG, PNG, DOCX and XLSX files are taken, and the content must match the ending.",
            )
        )


def clean_name(name: str) -> str:
    """Return a file's name without folders, control characters and surplus length, its ending kept."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069<>:\"|?*]", "", plain).strip(". ") or "file"
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:180]}{dot}{suffix[:10]}" if dot else plain[:190]


def _digest(upload: "UploadedFile[bytes]") -> str:
    hashed = hashlib.sha256()
    for chunk in upload.chunks():
        hashed.update(chunk)
    upload.seek(0)
    return "sha256:" + hashed.hexdigest()
