"""Where the embedded server lives, and who can get at it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.embedded import EmbeddedError, running
from core.embedded.accounts import run, server_account
from core.embedded.binaries import WHEEL, find_binaries
from core.embedded.places import AWAY, find_place
from tests.core.embedded.servers import (
    NOBODY,
    ROOT,
    answers,
    permissions,
    processes,
    wait_until,
)


def test_an_instance_path_of_200_characters_works(spoilt: Path, folder: Path) -> None:
    long = folder / "/".join(["広場" * 8, "n" * (199 - len(str(folder)) - 17)])
    long.parent.mkdir()
    spoilt.rename(long)
    assert len(str(long)) == 200

    with running(long) as server:
        assert answers(server.url)

    wait_until(lambda: not processes(folder))
    assert not server.socket.exists()


def test_another_local_user_cannot_connect(instance: Path) -> None:
    with running(instance) as server:
        folder = server.socket.stat()
        # By a program that every user may run: who cannot look at the socket cannot connect to it.
        look = ["/bin/ls", str(server.socket / ".s.PGSQL.5432")]

        ours = subprocess.run(look, capture_output=True, check=False)

        assert (ours.returncode, answers(server.url)) == (0, True)
        assert (folder.st_uid, folder.st_mode & 0o777) == (server_account().uid, 0o700)
        if ROOT:
            theirs = subprocess.run(
                look,
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                env={"LC_ALL": "C"},
                capture_output=True,
                check=False,
            )
            assert b"Permission denied" in theirs.stderr


def test_no_permission_above_our_own_folder_changes(folder: Path) -> None:
    (folder / "instance").mkdir(mode=0o711)
    before = permissions(folder / "instance/postgres")

    with running(folder / "instance"):
        after = permissions(folder / "instance/postgres")

    assert after == before


def spoil_by_opening(socket: Path) -> None:
    socket.mkdir()
    socket.chmod(0o777)


def spoil_by_linking(socket: Path) -> None:
    socket.symlink_to("/tmp")


def spoil_by_giving_away(socket: Path) -> None:
    socket.mkdir(mode=0o700)
    os.chown(socket, NOBODY, NOBODY)


@pytest.mark.parametrize(
    "spoil", [spoil_by_opening, spoil_by_linking, *([spoil_by_giving_away] if ROOT else [])]
)
def test_a_socket_folder_that_another_user_could_have_made_is_refused(
    spoil: Callable[[Path], None], spoilt: Path
) -> None:
    spoil(spoilt / "postgres/socket")

    with pytest.raises(EmbeddedError, match="socket"), running(spoilt):
        pass

    assert not processes(spoilt)


def test_data_that_a_system_user_could_not_reach_lie_elsewhere_and_stay_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o700)
    before = permissions(tmp_path / "instance")

    with running(tmp_path / "instance") as server:
        first = server

    assert first.moved == ROOT
    assert first.data.is_relative_to(AWAY if ROOT else tmp_path)
    assert (str(first.data.parent) in capsys.readouterr().err) == ROOT
    assert permissions(tmp_path / "instance") == before
    wait_until(lambda: not processes(first.data))
    assert find_place(tmp_path / "instance").data == first.data
    shutil.rmtree(first.data.parent)


def test_programs_that_a_system_user_cannot_reach_are_copied_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = server_account()
    real = find_binaries(tmp_path, account).ours.parents[1]
    there = set(AWAY.glob("pginstall*"))
    tmp_path.chmod(0o700)
    for name in (WHEEL, f"{WHEEL}.libs"):
        (tmp_path / name).symlink_to(real.with_name(name))
    monkeypatch.syspath_prepend(tmp_path)

    found = find_binaries(tmp_path, account)

    assert found.ours.is_relative_to(tmp_path)
    for program in ("postgres", "initdb", "pg_dump"):
        assert run(account, str(found.server / program), "--version").returncode == 0
    for copy in set(AWAY.glob("pginstall*")) - there:
        shutil.rmtree(copy)


def test_a_server_is_given_with_where_its_things_lie(instance: Path) -> None:
    with running(instance) as server:
        assert server.data == instance / "postgres/data"
        assert server.socket == instance / "postgres/socket"
        assert server.log.stat().st_mode & 0o777 == 0o600
        assert (server.binaries / "pg_dump").exists()
        assert not server.moved
