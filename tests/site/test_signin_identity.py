"""OpenID Connect, against a small provider that runs beside the test: who has an account comes in, nobody else."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from pytest_django import Settings

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import User
from luoshi.site.signin import actions
from markup import flat
from office import NOW, Office
from signing import Clock, code, journaled, sign_in, who


class Provider(ThreadingHTTPServer):
    """Answers discovery, token and userinfo; ``claims`` is whoever signs in there."""

    claims: dict[str, Any]
    challenge = ""
    broken = False


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
            self.tell(
                {"issuer": here, "jwks_uri": f"{here}/keys"} | {key: f"{here}/{end}" for key, end in ends.items()}
            )
        elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer the-token":
            self.tell(self.server.claims)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        proof = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"][0].encode()).digest()).decode()
        fits = (given["code"], given["client_id"], given["client_secret"], proof.rstrip("=")) == (
            ["the-code"],
            ["luoshi"],
            ["the-secret"],
            self.server.challenge,
        )
        if self.server.broken or not fits:
            self.send_error(400)
        else:
            self.tell({"access_token": "the-token", "token_type": "Bearer", "expires_in": 60})

    def tell(self, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = Provider(("127.0.0.1", 0), Answers)
    server.claims = {"sub": "77", "preferred_username": "clerk", "name": "柯干事"}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "office",
        "name": "统一身份认证",
        "client_id": "luoshi",
        "secret": "the-secret",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_address[1]}"},
    }
    settings.OIDC_URL = app["settings"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    yield server
    server.shutdown()
    server.server_close()


def come(client: Client, provider: Provider, query: str = "", **answer: str) -> Any:
    """Press the button, sign in there, and come back."""
    asked = parse_qs(urlsplit(client.get("/sign-in/office/office/" + query).url).query)
    provider.challenge = asked["code_challenge"][0]
    assert asked["redirect_uri"] == ["http://testserver/sign-in/office/office/back/"]
    return client.get("/sign-in/office/office/back/", {"state": asked["state"][0], **(answer or {"code": "the-code"})})


def test_who_has_an_account_comes_in_and_goes_where_they_wanted(
    office: Office, client: Client, provider: Provider
) -> None:
    assert '<a class="button" href="/sign-in/office/office/?next=/appeals/">统一身份认证</a>' in (
        flat(client.get("/sign-in/?next=/appeals/").text.replace("%2F", "/"))
    )
    User.objects.filter(username="clerk").update(password_since=None)  # not asked for: the password is not used
    done = come(client, provider, "?next=/appeals/")
    assert (done.status_code, done.url, who(client)) == (302, "/appeals/", "柯干事")
    assert journaled()[-1][1:] == ("account.sign_in", {"source": "127.0.0.1", "by": ["socialaccount"]})


def test_nothing_of_what_the_service_told_is_kept(office: Office, client: Client, provider: Provider) -> None:
    come(client, provider)
    assert (SocialAccount.objects.count(), SocialToken.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1", "preferred_username": "unknown"},
        {"sub": "1"},
        {"sub": "1", "preferred_username": ["clerk"]},
        {"sub": "1", "preferred_username": "cle\0rk"},
        {"sub": "1", "preferred_username": "CLERK"},
        {"sub": "1", "email": "clerk@example.org", "preferred_username": ""},
    ],
)
def test_a_stranger_is_told_whom_to_ask_and_gets_no_account(
    office: Office, client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims, before = claims, User.objects.count()
    page = come(client, provider)
    assert (page.status_code, who(client), User.objects.count()) == (403, "", before)
    assert "请联系本单位管理员开通或启用账号。" in page.text
    assert journaled()[-1] == ("account", "account.sign_in_failed", {"source": "127.0.0.1", "factor": "identity"})


def test_a_disabled_account_stays_out(office: Office, client: Client, provider: Provider) -> None:
    accounts.set_account_active(User.objects.get(username="clerk"), False, PROGRAM, at=NOW)
    assert (come(client, provider).status_code, who(client)) == (403, "")


def test_the_claim_that_names_the_account_is_the_offices_choice(
    office: Office, client: Client, provider: Provider, settings: Settings
) -> None:
    settings.OIDC_CLAIM = "employee_number"
    provider.claims = {"sub": "1", "preferred_username": "clerk", "employee_number": "head"}
    come(client, provider)
    assert who(client) == "柯主席"


def test_the_second_factor_is_asked_for_all_the_same(
    office: Office, client: Client, provider: Provider, clock: Clock
) -> None:
    clerk = User.objects.get(username="clerk")
    actions.add_factor(clerk, "JBSWY3DPEHPK3PXP", 0, PROGRAM, at=clock.now)
    assert (come(client, provider).url, who(client)) == ("/sign-in/code/", "")
    client.post("/sign-in/code/", {"code": code(clerk, clock.now)})
    assert who(client) == "柯干事"


def test_a_service_that_fails_or_refuses_is_said_so(office: Office, client: Client, provider: Provider) -> None:
    refused = come(client, provider, error="access_denied")
    assert (refused.status_code, "没有成功" in refused.text, "problem__number" in refused.text) == (502, True, True)
    provider.broken = True
    failed = come(client, provider)
    assert (failed.status_code, "请用账号和密码登录" in failed.text, who(client)) == (502, True, "")


def test_an_answer_that_was_not_asked_for_is_refused(office: Office, client: Client, provider: Provider) -> None:
    page = client.get("/sign-in/office/office/back/", {"state": "forged", "code": "the-code"})
    assert (page.status_code, who(client)) == (502, "")


def test_without_a_service_there_is_no_button_and_no_page(office: Office, client: Client) -> None:
    assert "统一身份认证" not in client.get("/sign-in/").text
    assert client.get("/sign-in/office/office/").status_code == 404
    sign_in(client, "clerk")
    assert who(client) == "柯干事"
