"""Mails (.eml) and web archives (.mht): their own text, and their attachments as files."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

from classifier.documents.extracted import Extracted, TextBuilder
from classifier.documents.web import read_html
from classifier.errors import DocumentError

_HEADERS = ("Subject", "From", "To", "Date")


def read_mail(data: bytes) -> Extracted:
    """Subject, sender, date and body; each attachment is named in a warning."""
    message = _parse(data)
    builder, warnings = TextBuilder(), list[str]()
    builder.add("\n".join(f"{name}: {value}" for name in _HEADERS if (value := message.get(name))))
    body = message.get_body(("plain", "html"))
    if body is not None:
        if body.get_content_subtype() == "html":
            page = read_html(_content(body))
            builder.add(page.text)
            warnings += page.warnings
        else:
            builder.add(str(body.get_content()).replace("\r\n", "\n"))
    for name, _ in attachments(data):
        warnings.append(f"attachment {name!r} is not part of this text")
    return builder.build(warnings=tuple(warnings))


def attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each attachment; a mail sent on inside a mail is an .eml."""
    for number, part in enumerate(_parse(data).iter_attachments(), 1):
        name = part.get_filename()
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            yield name or f"{number}.eml", inner.as_bytes() if isinstance(inner, EmailMessage) else b""
        elif name or part.get_content_disposition() == "attachment":  # else a picture inside the text
            yield name or f"attachment {number}", _content(part)


def _parse(data: bytes) -> EmailMessage:
    message: Any = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise DocumentError("is not a readable mail", remedy="save it anew as .eml")
    return message


def _content(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
