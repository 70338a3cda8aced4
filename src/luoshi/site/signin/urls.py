"""URLs of sign-in. allauth finds its own by the names that begin with account_ and mfa_."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as identity
from django.urls import path

from luoshi.site.signin import factor_pages, link_pages, pages

urlpatterns = [
    path("sign-in/", pages.SignInPage.as_view(), name="sign_in"),
    path("sign-in/", pages.SignInPage.as_view(), name="account_login"),
    path("sign-in/code/", pages.FactorCodeView.as_view(), name="mfa_authenticate"),
    path("sign-in/office/<slug:provider_id>/", identity.login, name="openid_connect_login"),
    path("sign-in/office/<slug:provider_id>/back/", identity.callback, name="openid_connect_callback"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("account/", pages.own_account_detail, name="account"),
    path("account/password/", pages.own_password_edit, name="account_password"),
    path("account/again/", pages.PasswordProofPage.as_view(), name="account_reauthenticate"),
    path("account/again/code/", pages.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("account/second-factor/", factor_pages.set_up, name="account_factor"),
    path("account/second-factor/remove/", factor_pages.second_factor_remove, name="account_factor_remove"),
    path("account/recovery-codes/", factor_pages.new_codes, name="account_codes"),
    path("accounts/<id:pk>/reset-link/", link_pages.issue_reset, name="issue_reset"),
    path("first/", link_pages.first_administrator_new, name="first_page"),
    path("first/<slug:secret>/", link_pages.one_time_link_follow, {"to": "first_page"}, name="first"),
    path("enable/", link_pages.account_slip_entry, name="enable"),
    path("reset/", link_pages.password_reset_form, name="reset_page"),
    path("reset/<slug:secret>/", link_pages.one_time_link_follow, {"to": "reset_page"}, name="reset"),
]
