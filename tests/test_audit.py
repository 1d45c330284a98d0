"""`make audit` asks about every locked package, and never takes silence for good news."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from maintenance import audit

ROOT = Path(__file__).resolve().parents[1]


class Database(BaseHTTPRequestHandler):
    """Answers as the database does: it knows one weakness of one version."""

    asked: list[tuple[str, str]] = []  # noqa: RUF012 (one for all requests of a test)
    body: bytes | None = None

    def do_POST(self) -> None:
        """One answer for every question, in their order."""
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        pairs = [(query["package"]["name"], query["version"]) for query in queries]
        self.asked.extend(pairs)
        results = [{"vulns": [{"id": "GHSA-1"}]} if pair == ("weak", "1.0") else {} for pair in pairs]
        body = json.dumps({"results": results}).encode() if self.body is None else self.body
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def database(monkeypatch) -> Iterator[type[Database]]:
    server = HTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AUDIT_SERVICE", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setattr(Database, "asked", [])
    monkeypatch.setattr(Database, "body", None)
    yield Database
    server.shutdown()


def test_every_package_of_both_locks_is_asked_about(database, monkeypatch, capsys):
    monkeypatch.setattr(audit, "AT_ONCE", 7)
    assert audit.main([]) == 0
    lines = audit.LOCK.read_text(encoding="utf-8").splitlines()
    assert len(database.asked) == sum(1 for line in lines if line[:1] not in ("#", " ", "")) > 50
    small = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert set(audit.locked(small)) <= set(database.asked)
    assert "0 known weaknesses" in capsys.readouterr().out


def test_a_weakness_is_named_unless_it_is_passed_over_until_a_day(database, tmp_path, monkeypatch, capsys):
    lock = tmp_path / "lock.txt"
    lock.write_text("strong==2.0 \\\n    --hash=sha256:00\nweak==1.0 ; python_version < '4'\nweak-too==1.0\n")
    assert audit.main([str(lock)]) == 1
    assert "weak 1.0: GHSA-1" in capsys.readouterr().out
    monkeypatch.setattr(audit, "PASSED_OVER", {"GHSA-1": audit.PassedOver(date(2999, 1, 1), "not called")})
    assert audit.main([str(lock)]) == 0
    assert "GHSA-1, passed over until 2999-01-01: not called" in capsys.readouterr().out
    found = audit.known(audit.locked(lock.read_text()), audit.os.environ["AUDIT_SERVICE"])
    assert audit.judged(found, date(2999, 1, 2)) == (["weak 1.0: GHSA-1"], [])


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"results": []}', b'{"results": [1, 2]}', b"[]"])
def test_an_answer_that_is_none_is_no_good_news(database, tmp_path, capsys, body):
    database.body = body
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1.0\nb==2.0\n")
    assert audit.main([str(lock)]) == 4
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("NOT AUDITED: 2 packages")


def test_without_a_network_it_says_so(tmp_path, monkeypatch, capsys):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AUDIT_SERVICE", f"http://127.0.0.1:{free.getsockname()[1]}/")
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1.0\n")
    assert audit.main([str(lock)]) == 4
    assert "This says nothing about them" in capsys.readouterr().err


def test_a_lock_that_pins_nothing_is_refused():
    with pytest.raises(ValueError, match="pins no package"):
        audit.locked("# nothing\n")
