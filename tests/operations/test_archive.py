"""An archive of a stranger gets nowhere."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from operations.backup import archive
from operations.backup.manifest import BackupError, Manifest

ROOM = 10_000_000


def member(name: str, **values: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    for key, value in values.items():
        setattr(made, key, value)
    return made


def packed(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for info, text in members:
            if info.type == tarfile.REGTYPE:
                info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    return path


@pytest.mark.parametrize(
    "hostile",
    [
        member("../buiten"),
        member("media/../../buiten"),
        member("/etc/passwd"),
        member("media//twee"),
        member("iets/anders"),
        member("settings/env/meer"),
        member("media/map", type=tarfile.DIRTYPE),
        member("media/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("media/link", type=tarfile.LNKTYPE, linkname="database/sqlite"),
        member("media/pijp", type=tarfile.FIFOTYPE),
        member("media/apparaat", type=tarfile.CHRTYPE, devmajor=1, devminor=5),
        member("media/gaten", type=tarfile.GNUTYPE_SPARSE),
    ],
    ids=lambda hostile: f"{hostile.type.decode()} {hostile.name}",
)
def test_nothing_but_plain_files_with_their_own_names(
    tmp_path: Path, hostile: tarfile.TarInfo
) -> None:
    path = packed(tmp_path / "x.tar.gz", (hostile, b"x"))
    into = tmp_path / "into"
    into.mkdir()

    with pytest.raises(BackupError):
        archive.unpack(path, into, ROOM)

    assert list(into.iterdir()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["into", "x.tar.gz"]


def test_a_name_stands_in_it_once(tmp_path: Path) -> None:
    path = packed(tmp_path / "x", (member("media/a"), b"1"), (member("media/a"), b"2"))
    with pytest.raises(BackupError, match="te veel"):
        archive.unpack(path, tmp_path, ROOM)


def huge_file(tar: tarfile.TarFile) -> None:
    info = member("media/groot", size=ROOM + 1)
    tar.fileobj.write(info.tobuf(tarfile.GNU_FORMAT))  # type: ignore[union-attr]


def huge_header(tar: tarfile.TarFile) -> None:
    info = member("x", type=tarfile.XHDTYPE, size=900_000_000_000)
    tar.fileobj.write(info.tobuf(tarfile.GNU_FORMAT))  # type: ignore[union-attr]


def long_name(tar: tarfile.TarFile) -> None:
    info = member("x", type=tarfile.GNUTYPE_LONGNAME, size=900_000_000)
    tar.fileobj.write(info.tobuf(tarfile.GNU_FORMAT))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("write", "words"),
    [(huge_file, "groter dan"), (huge_header, "geen back-up"), (long_name, "geen back-up")],
)
def test_what_says_it_is_huge_is_refused_before_it_is_read(
    tmp_path: Path, write: Callable[[tarfile.TarFile], None], words: str
) -> None:
    path = tmp_path / "x.tar.gz"
    with gzip.open(path, "wb") as zipped, tarfile.open(fileobj=zipped, mode="w|") as tar:
        write(tar)
    with pytest.raises(BackupError, match=words):
        archive.unpack(path, tmp_path / "into", ROOM)


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    for text in (b"", b"tekst", gzip.compress(b"tekst" * 1000)):
        path.write_bytes(text)
        with pytest.raises(BackupError):
            archive.unpack(path, tmp_path / "into", ROOM)
    with pytest.raises(BackupError):
        archive.unpack(tmp_path / "er-niet", tmp_path / "into", ROOM)


def test_a_name_is_given_when_all_is_written_and_never_twice(tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    (tmp_path / "a").write_text("tekst")

    with pytest.raises(RuntimeError), archive.writing(path) as writer:
        writer.add("media/a", tmp_path / "a")
        raise RuntimeError
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a"]

    with archive.writing(path) as writer:
        writer.add("media/a", tmp_path / "a")
        assert not path.exists()
        writer.finish(Manifest("nu", "1", "sqlite", {}, writer.files))
    first = path.read_bytes()
    with pytest.raises(FileExistsError), archive.writing(path) as writer:
        writer.finish(Manifest("nu", "1", "sqlite", {}, {}))
    assert path.read_bytes() == first
    assert archive.unpack(path, tmp_path / "into", ROOM).files.keys() == {"media/a"}
