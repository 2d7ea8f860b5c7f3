"""Old and foreign formats (.doc, .wps, .ppt, .rtf, .odt): LibreOffice makes of them what can be read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from classifier.documents.deadline import remaining
from classifier.documents.extracted import Extracted
from classifier.documents.office import read_docx
from classifier.documents.slides import read_pptx
from classifier.errors import DocumentError

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/opt/libreoffice/program/soffice",
)
_PATIENCE = 120.0  # seconds, where the file has no limit of its own


def find_soffice() -> str | None:
    """LibreOffice's program: on the path, else where its installers put it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.access(place, os.X_OK)), None)


def read_converted(data: bytes, suffix: str) -> Extracted:
    """Read what LibreOffice converts a file named ``suffix`` into. Raises DocumentError."""
    if suffix in (".ppt", ".dps", ".odp"):
        return read_pptx(convert(data, suffix, "pptx"))
    return read_docx(convert(data, suffix, "docx"))


def convert(data: bytes, suffix: str, wanted: str) -> bytes:
    """Bytes of the file in the format ``wanted`` (docx or pptx), converted under a profile of its own.

    A private profile keeps a LibreOffice that a person has open out of it. Raises DocumentError when
    LibreOffice is not there, fails, or takes longer than the file may.
    """
    program = find_soffice()
    if program is None:
        raise DocumentError(
            f"is a {suffix} file, which needs LibreOffice to be read",
            remedy=f"install LibreOffice, or save it as .{wanted} or .pdf",
        )
    with tempfile.TemporaryDirectory(prefix="policytag-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        command += ["--convert-to", wanted, "--outdir", folder, str(source)]
        _run(command, _PATIENCE if (left := remaining()) is None else max(left, 1.0))
        made = source.with_suffix(f".{wanted}")
        if not made.exists():
            raise DocumentError(
                f"is a {suffix} file that LibreOffice cannot read; it may be damaged or encrypted",
                remedy=f"save it as .{wanted} or .pdf",
            )
        return made.read_bytes()


def _run(command: list[str], seconds: float) -> None:
    """Run a program that starts others, and end all of them when it takes too long."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise DocumentError(f"needs LibreOffice, which does not start ({error.strerror})") from None
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if sys.platform == "win32":
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
            )
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise DocumentError(
            f"took LibreOffice more than {seconds:.0f} seconds",
            remedy="raise --file-timeout or save it as .pdf",
        ) from None
