"""E-mail to a server that speaks SMTP with TLS: a count and a link alone; what it refuses is said and tried again."""

from __future__ import annotations

import datetime
import socketserver
import ssl
import threading
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appeal_factory import appeal
from luoshi.desk.digests.actions import send_digests
from luoshi.kernel.messages.actions.outbox import send_next
from luoshi.kernel.messages.models import Outgoing
from luoshi.kernel.messages.queries.channels import mail_is_on
from luoshi.kernel.steps.actions.steps import take
from many_appeals import signed_in
from office import NOW, Office

LATER = NOW + datetime.timedelta(days=3)  # the next Monday


class Server(socketserver.ThreadingTCPServer):
    """Takes letters behind STARTTLS alone; ``rcpt`` is what it answers to a recipient. Its certificate is its own."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.rcpt, self.letters, self.context = "250 ok", list[bytes](), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate = folder / "server.pem"
        key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
        today = datetime.datetime.now(datetime.UTC)
        names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
        made = x509.CertificateBuilder(name, name, key.public_key(), 1, today, today + datetime.timedelta(days=1))
        signed = made.add_extension(names, critical=True).sign(key, hashes.SHA256())
        plain = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.certificate.write_bytes(plain + signed.public_bytes(serialization.Encoding.PEM))
        self.context.load_cert_chain(self.certificate)
        self.url = f"smtp://localhost:{self.server_address[1]}?from=luoshi%40yunling.example"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class Talk(socketserver.StreamRequestHandler):
    """One client of it."""

    server: Server

    def handle(self) -> None:
        line: Any = self.request
        reads, safe = self.rfile, False
        line.sendall(b"220 ready\r\n")
        while word := reads.readline()[:4].upper():
            if word == b"STAR":
                line.sendall(b"220 go on\r\n")
                try:
                    line, safe = self.server.context.wrap_socket(line, server_side=True), True
                except (ssl.SSLError, OSError):
                    return  # it does not trust the certificate
                reads = line.makefile("rb")
                continue
            answers = {b"EHLO": "250-stand-in\r\n250 STARTTLS", b"RCPT": self.server.rcpt, b"DATA": "354 go on"}
            refused = "530 TLS first" if word == b"MAIL" and not safe else ""
            line.sendall((refused or answers.get(word, "250 ok")).encode() + b"\r\n")
            if word == b"DATA":
                self.server.letters.append(b"".join(iter(reads.readline, b".\r\n")))
                line.sendall(b"250 taken\r\n")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def due(real_office: Office, settings: Any) -> Office:
    """An office with an address, in which the clerk, who has an e-mail address, is owed a digest."""
    settings.ADDRESS = "https://luoshi.example"
    person = real_office.people["clerk"]
    person.email = "ke@yunling.example"
    person.save(update_fields=["email"])
    record = appeal(real_office, title="增设科普活动室", unit=real_office.units["desk"].pk)
    given = {"grade": "ordinary", "unit": real_office.units["kexie"].pk}
    take(record, "assign", real_office.actor("supervisor"), given, at=NOW)
    return real_office


def outgoing() -> list[tuple[str, int]]:
    return list(Outgoing.objects.filter(channel="mail").values_list("state", "attempts"))


@pytest.mark.django_db(transaction=True)
def test_off_at_first_then_a_count_and_the_link_go_by_tls_alone(
    due: Office, server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(send_digests(NOW))
    assert (mail_is_on(), outgoing()) == (False, [])
    settings.MAIL_URL = server.url
    list(send_digests(LATER))
    assert outgoing() == [("waiting", 0)]
    send_next("w", LATER)  # nobody vouches for this server: not a word is told to it
    assert (outgoing(), server.letters) == ([("waiting", 1)], [])
    assert "certificate verify failed" in Outgoing.objects.get().why
    assert "certificate verify failed" in signed_in(due, "admin").get("/outbox/").text
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    send_next("w", LATER + datetime.timedelta(hours=1))
    assert outgoing() == [("sent", 2)]
    letter = message_from_bytes(server.letters[0])
    words = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert (letter["To"], letter["From"]) == ("ke@yunling.example", "luoshi@yunling.example")
    assert "https://luoshi.example/" in words and "1" in words
    assert not any(said in words for said in ("活动室", "柯干事", "2026-01-05"))


@pytest.mark.django_db(transaction=True)
def test_a_server_away_or_a_refused_recipient_is_tried_again_or_shown(
    due: Office, server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    settings.MAIL_URL, at = "smtp://localhost:1", NOW
    list(send_digests(at))
    send_next("w", at)
    assert outgoing() == [("waiting", 1)] and send_next("w", at) is None  # not at once
    page = signed_in(due, "admin").get("/").text
    assert "1 条消息" in page and "ConnectionRefusedError" in page
    settings.MAIL_URL, server.rcpt, at = server.url, "450 busy", at + datetime.timedelta(hours=1)
    send_next("w", at)
    assert outgoing() == [("waiting", 2)] and "450" in Outgoing.objects.get().why
    server.rcpt, at = "550 no such person", at + datetime.timedelta(hours=5)
    send_next("w", at)
    assert outgoing() == [("failed", 3)] and "550" in signed_in(due, "admin").get("/").text
    assert "消息发送" not in signed_in(due, "clerk").get("/").text and server.letters == []
