"""Archives: names, nesting, bombs, encryption."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from classifier.documents import Document, Failure, ReadOptions, containers, read_bytes, read_inputs
from classifier.documents.archive import MAX_DEPTH
from classifier.errors import DocumentError


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as container:
        for name, data in files.items():
            container.writestr(name, data)
    return out.getvalue()


def raw_name(name: bytes) -> bytes:
    """An archive of one file whose name is these bytes, with no word of its encoding."""
    stand_in = "n" * len(name)
    return packed({stand_in: b"Sea heat."}).replace(stand_in.encode(), name)


def found(tmp_path: Path, data: bytes, **options: str) -> dict[str, str]:
    path = tmp_path / "outer.zip"
    path.write_bytes(data)
    items = read_inputs([str(path)], ReadOptions(**options))  # type: ignore[arg-type]
    return {
        item.source.name.removeprefix(str(tmp_path) + "/"): item.text
        if isinstance(item, Document)
        else item.error.message
        for item in items
    }


def test_members_are_documents_in_order_of_names(tmp_path: Path) -> None:
    data = packed(
        {
            "b/y.txt": b"Kiln.",
            "a.txt": b"Sea heat.",
            "__MACOSX/a.txt": b"x",
            "~$b.docx": b"x",
            "rows.csv": b"id,text\n1,one\n",
            "b/": b"",
        }
    )
    names = found(tmp_path, data)
    assert list(names) == ["outer.zip!a.txt", "outer.zip!b/y.txt", "1"]
    assert list(names.values()) == ["Sea heat.", "Kiln.", "one"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_of_windows_in_chinese(tmp_path: Path, encoding: str) -> None:
    assert list(found(tmp_path, raw_name("项目\\申报书.txt".encode(encoding)))) == [
        "outer.zip!项目/申报书.txt"
    ]


def test_names_in_the_extra_field(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("x.txt")
    name = "申报书.txt".encode()
    entry.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, 0) + name
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr(entry, "Sea heat.")
    assert list(found(tmp_path, out.getvalue())) == ["outer.zip!申报书.txt"]


def test_nesting_to_a_stated_depth(tmp_path: Path) -> None:
    data = packed({"deep.txt": b"Sea heat."})
    for _ in range(MAX_DEPTH - 1):
        data = packed({"inner.zip": data})
    assert found(tmp_path, data) == {"outer.zip" + "!inner.zip" * (MAX_DEPTH - 1) + "!deep.txt": "Sea heat."}
    (reason,) = found(tmp_path, packed({"inner.zip": data})).values()
    assert reason == f"is nested more than {MAX_DEPTH} archives deep"


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"zeros.txt": bytes(40_000_000)})
    assert "looks like a zip bomb" in found(tmp_path, bomb)["outer.zip"]
    assert "looks like a zip bomb" in found(tmp_path, packed({"in.zip": bomb}, 0))["outer.zip!in.zip"]
    monkeypatch.setattr(containers, "MAX_FILES", 2)
    assert "more than 2" in found(tmp_path, packed({f"{n}.txt": b"x" for n in range(3)}))["outer.zip"]


def test_all_levels_share_one_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifier.documents.archive.MAX_UNPACKED", 5_000_000)
    inner = packed({"x.txt": b"heat " * 300_000})  # 1.5 MB
    data = packed({f"{n}.zip": inner for n in range(4)})
    reasons = [text for text in found(tmp_path, data).values() if text.startswith("unpacks to")]
    assert len(reasons) == 1


def test_encrypted_members_are_named(tmp_path: Path) -> None:
    data = bytearray(packed({"secret.txt": b"x", "zopen.txt": b"Sea heat."}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert found(tmp_path, bytes(data)) == {
        "outer.zip!secret.txt": "is encrypted",
        "outer.zip!zopen.txt": "Sea heat.",
    }


def test_damaged_and_empty_archives(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": b"Sea heat.", "b.txt": b"Kiln."}, zipfile.ZIP_STORED))
    data[data.index(b"Sea")] = 0
    names = found(tmp_path, bytes(data))
    assert names == {"outer.zip!a.txt": "is damaged in its archive", "outer.zip!b.txt": "Kiln."}
    assert found(tmp_path, packed({})) == {"outer.zip": "is an empty archive"}
    assert found(tmp_path, b"PK\x03\x04 torn") == {"outer.zip": "is not a readable archive"}


def test_an_archive_by_another_name(tmp_path: Path) -> None:
    path = tmp_path / "parcel"
    path.write_bytes(packed({"a.txt": b"Sea heat."}))
    (item,) = read_inputs([str(path)])
    assert item.source.path == f"{path}!a.txt"
    path.rename(tmp_path / "parcel.docx")
    (item,) = read_inputs([str(tmp_path / "parcel.docx")])
    assert isinstance(item, Failure) and "archive of several files; name it .zip" in str(item.error)
    with pytest.raises(DocumentError, match="archive of several files"):
        read_bytes(packed({"a.txt": b"x"}), "a.zip")
