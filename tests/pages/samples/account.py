"""Samples of account pages, errors and refusals."""

from typing import Any

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples.common import BAIYUN, TRADE, at, thing
from tests.pages.samples.forms import EmailForm, InvitationForm, LoginForm


def _login(bound: bool) -> dict[str, Any]:
    form = LoginForm({"login": "sun"} if bound else None)
    return {
        "form": form,
        "redirect_field_name": "next",
        "redirect_field_value": "/bids/",
    }


def _plain(form: type[forms.Form] = EmailForm) -> dict[str, Any]:
    return {"form": form()}


def _keys(known: bool) -> dict[str, Any]:
    key = thing(
        public_key="O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=",
        at=at(12, 9),
        entry=41000,
    )
    return {
        "organisation": thing(name=BAIYUN, uscc="91210100MA0BY00001"),
        "role_word": "投标人",
        "signs": known,
        "memberships": [thing(id=1, name=BAIYUN, role_word="投标人", current=known)],
        "keys": [key] if known else [],
        "page_data": {"account_keys": []},
    }


def _refused(kind: str) -> dict[str, Any]:
    refusal = thing(
        title="投标迟到，没有接收",
        text="收妥时间 09:00:00.000，恰为截止时间。",
        kind=kind,
        keeps="此前 3月13日 16:20 的第 1 版仍然有效。",
        next=[
            thing(word="看回执", url="/"),
            thing(word="回到项目", url=f"/trades/{TRADE}/"),
        ],
        articles=("TL 28",),
    )
    return {"refusal": refusal}


def _email() -> dict[str, Any]:
    addresses = [
        thing(email="su@example.com", verified=True, primary=True),
        thing(email="qing@example.com", verified=False, primary=False),
    ]
    return {"form": EmailForm(), "emailaddresses": addresses}


def _account(name: str, context: Any = _plain, path: str = "/account/login/") -> Sample:
    return Sample(f"account/{name}.html", context, path)


def _members(*, administers: bool, link: str = "") -> dict[str, Any]:
    people = thing(
        name=BAIYUN,
        role_word="投标人",
        administers=administers,
        members=[
            thing(id=1, name="孙晴", username="sun", administers=True, oneself=administers),
            thing(id=2, name="林小青", username="lin", administers=False, oneself=not administers),
        ],
        invitations=[thing(id=TRADE, email="zhou@example.com", expires_at=at(20, 9))] if administers else [],
        changes=[
            thing(at=at(13, 9, 5), what="加入", who="孙晴", whom="林小青"),
            thing(at=at(12, 9), what="发出邀请", who="孙晴", whom=""),
        ],
    )
    return {"people": people, "form": InvitationForm(), "link": link}


def _invitation(*, valid: bool) -> dict[str, Any]:
    invitation = thing(
        organisation=thing(name=BAIYUN, uscc="91210100MA0BY00001"),
        invited_by=thing(full_name="孙晴"),
        expires_at=at(20, 9),
    )
    return {"invitation": invitation if valid else None}


CONFIRMATION = thing(key="abc", email_address=thing(email="su@example.com"))
SAMPLES = {
    "account/login": _account("login", lambda: _login(False)),
    "account/login-errors": _account("login", lambda: _login(True)),
    "account/organisation": _account("organisation", path="/account/organisation/"),
    "account/members": _account("members", lambda: _members(administers=True), "/account/members/"),
    "account/members-link": _account(
        "members",
        lambda: _members(administers=True, link="https://ggzy.example.cn/account/invitations/" + 43 * "x" + "/"),
        "/account/members/",
    ),
    "account/members-other": _account("members", lambda: _members(administers=False), "/account/members/"),
    "account/invitation": _account("invitation", lambda: _invitation(valid=True)),
    "account/invitation-void": _account("invitation", lambda: _invitation(valid=False)),
    "account/logout": _account("logout", dict),
    "account/signup": _account("signup"),
    "account/password_change": _account("password_change"),
    "account/password_set": _account("password_set"),
    "account/password_reset": _account("password_reset"),
    "account/password_reset_done": _account("password_reset_done", dict),
    "account/password_reset_from_key": _account(
        "password_reset_from_key",
        lambda: {"form": EmailForm(), "token_fail": False, "action_url": "/"},
    ),
    "account/password_reset_from_key-bad": _account("password_reset_from_key", lambda: {"token_fail": True}),
    "account/password_reset_from_key_done": _account("password_reset_from_key_done", dict),
    "account/reauthenticate": _account("reauthenticate"),
    "account/account_inactive": _account("account_inactive", dict),
    "account/signup_closed": _account("signup_closed", dict),
    "account/verification_sent": _account("verification_sent", dict),
    "account/verified_email_required": _account("verified_email_required", dict),
    "account/email": _account("email", _email),
    "account/email_confirm": _account("email_confirm", lambda: {"confirmation": CONFIRMATION}),
    "account/email_confirm-bad": _account("email_confirm", lambda: {"confirmation": None}),
    "account/keys": Sample("account/keys.html", lambda: _keys(True), "/account/keys/", "bidder"),
    "account/keys-none": Sample("account/keys.html", lambda: _keys(False), "/account/keys/", "bidder"),
    "errors/refused": Sample("errors/refused.html", lambda: _refused("late"), role="bidder"),
    "errors/403": Sample("403.html", dict, "/nowhere/"),
    "errors/403-signed-in": Sample("403.html", dict, "/nowhere/", "agency"),
    "errors/403_csrf": Sample("403_csrf.html", dict, "/nowhere/"),
    "errors/404": Sample("404.html", dict, "/nowhere/"),
    "errors/400": Sample("400.html", dict, has_site=False),
    "errors/500": Sample("500.html", dict, has_site=False),
}
