"""The addresses of signing in. allauth finds its own by the names that begin with account_ and mfa_."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as identity
from django.urls import path

from luoshi.site.signin import factor_pages, link_pages, pages

urlpatterns = [
    path("sign-in/", pages.SignIn.as_view(), name="sign_in"),
    path("sign-in/", pages.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", pages.Code.as_view(), name="mfa_authenticate"),
    path("sign-in/office/<slug:provider_id>/", identity.login, name="openid_connect_login"),
    path("sign-in/office/<slug:provider_id>/back/", identity.callback, name="openid_connect_callback"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("account/", pages.account, name="account"),
    path("account/password/", pages.password, name="account_password"),
    path("account/again/", pages.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("account/again/code/", pages.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("account/second-factor/", factor_pages.set_up, name="account_factor"),
    path("account/second-factor/remove/", factor_pages.remove, name="account_factor_remove"),
    path("account/recovery-codes/", factor_pages.new_codes, name="account_codes"),
    path("accounts/<id:pk>/reset-link/", link_pages.issue_reset, name="issue_reset"),
    path("first/", link_pages.first, name="first_page"),
    path("first/<slug:secret>/", link_pages.follow, {"to": "first_page"}, name="first"),
    path("enable/", link_pages.enable, name="enable"),
    path("reset/", link_pages.reset, name="reset_page"),
    path("reset/<slug:secret>/", link_pages.follow, {"to": "reset_page"}, name="reset"),
]
