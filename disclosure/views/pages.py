"""The public site: the front page, the notice of a trade, its bundle, and how to verify it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bidding.selectors.hall import bidders_are_public
from disclosure.selectors import openings
from disclosure.selectors.manifests import archived_manifest
from disclosure.selectors.notice import notice_of, proof_of
from disclosure.selectors.notices import latest_notices, notices_of
from disclosure.selectors.verifying import verifiable_trades
from disclosure.services.bundles import NoCheckpoint
from disclosure.services.kept import bundle_of, kept_bundle
from disclosure.views.archive import erased
from experts.selectors.draws import draws_of
from experts.selectors.evaluating import lots_that_ask, lots_watched
from experts.views.draw_page import PURPOSES
from trading.domain.actors import ANONYMOUS, Actor, Role
from trading.domain.periods import day_of
from trading.domain.phases import Phase
from trading.domain.stages import Stage
from trading.domain.trade_time import trade_time
from trading.models import Lot, Trade
from trading.selectors.award_shown import award_moments
from trading.selectors.complaints import decisions_of, stop_in_force
from trading.selectors.dialogue import clarifications_of, standstills_of, termination_of
from trading.selectors.trades import announced_trades, erased_trade, is_agency_of, lot_for
from trading.services import files
from trading.services.keys import log_key
from trading.services.moments import database_time, segments_of
from trading.views.access import actor_of
from trading.views.downloads import send_file
from trading.views.kept import kept, written_at


@kept
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = day_of(database_time())
    context = {
        "live": _live(request),
        "upcoming": _upcoming(request),
        "today": today,
        "today_openings": openings.board_of(today),
        "coming": openings.coming_after(today),
        "notices": latest_notices(),
        "kinds": openings.families(today),
    }
    return render(request, "home.html", context)


@kept
@require_safe
def detail(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """The notice of an announced trade."""
    if gone := erased_trade(trade_id):
        return erased(request, gone)
    trade = get_object_or_404(announced_trades(), pk=trade_id)
    now, speed = _clock(request, trade)
    notice = notice_of(trade, now=now, speed=speed)
    context = {name: getattr(notice, name) for name in ("trade", "lots", "documents", "document_hash", "items")}
    context |= {
        "keyholders": notice.keyholders,
        "joint_word": notice.joint_word,
        "grounds": notice.grounds,
        "looked_for": notice.looked_for,
        "scheme": notice.scheme,
        "evaluated": notice.evaluated,
        "asked": lots_that_ask(actor_of(request), trade),
        "watched": lots_watched(actor_of(request), trade),
        "notices": notices_of(trade),
        "proof": proof_of(trade),
        "bundle": _bundle(trade),
        "clarifications": clarifications_of(trade),
        "standstills": standstills_of(trade),
        "termination": termination_of(trade),
        "stop": stop_in_force(trade),
        "decisions": decisions_of(trade),
        "remedy": _remedy(actor_of(request), trade),
        "dialogue": _dialogue(actor_of(request), trade),
        "action": _action(actor_of(request), trade),
        "draws": [(draw, PURPOSES[draw.purpose]) for draw in draws_of(trade)],
    }
    return render(request, "trades/detail.html", context)


@require_safe
def bundle(request: HttpRequest, trade_id: UUID) -> HttpResponseBase:
    """Everything public of the trade in one file, from the moment on in which its first box is opened."""
    if gone := erased_trade(trade_id):
        return erased(request, gone)
    trade = get_object_or_404(announced_trades(), pk=trade_id)
    try:
        path = bundle_of(trade)
    except NoCheckpoint:
        return HttpResponse(_("账本还没有覆盖这个项目的检查点，请稍后再试。"), status=503, headers={"Retry-After": "2"})
    return send_file(request, path, name=f"mingzheng-{trade.tender_code}.zip", media_type="application/zip")


@require_safe
def manifest(request: HttpRequest, lot_id: UUID) -> HttpResponseBase:
    """What the archive of the lot holds (O20 40); anybody can make it again from the bundle."""
    found = archived_manifest(lot_for(ANONYMOUS, lot_id))
    name = f"mingzheng-archive-{lot_id}.json"
    return send_file(request, files.path_of(found), name=name, media_type="application/json")


@kept
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    trades = [{**row, "size": _size(row["trade"])} for row in verifiable_trades()]
    return render(request, "verify.html", {"trades": trades, "log_key": log_key(), "report": None})


def _live(request: HttpRequest) -> dict[str, object] | None:
    lot = openings.live_lot()
    live = openings.live_opening(lot) if lot else None
    if lot is None or live is None:
        return None
    now, speed = _clock(request, lot.trade)
    shown = {name: getattr(live, name) for name in live.__slots__}
    return shown | {"now": now, "speed": speed}


def _upcoming(request: HttpRequest) -> dict[str, object] | None:
    lot = openings.next_lot()
    if lot is None:
        return None
    now, speed = _clock(request, lot.trade)
    return {"lot_id": lot.pk, "title": lot.trade.title, "deadline": lot.deadline, "now": now, "speed": speed}


def _clock(request: HttpRequest, trade: Trade) -> tuple[datetime, int]:
    segments = segments_of(trade)
    return trade_time(segments, written_at(request)), segments[-1].speed


def _bundle(trade: Trade) -> dict[str, int | None] | None:
    if not any(bidders_are_public(lot) for lot in trade.lots.all()):
        return None
    return {"size": _size(trade)}


def _size(trade: Trade) -> int | None:
    kept = kept_bundle(trade)
    return kept.stat().st_size if kept else None


def _dialogue(actor: Actor, trade: Trade) -> dict[str, str] | None:
    """Where a bidder asks and objects, and where the trade's agency answers."""
    if is_agency_of(actor, trade):
        note = _("答复提问和异议，发布澄清、修改，终止项目。")
        return {"word": _("提问、异议与澄清"), "note": note, "url": reverse("agency:received", args=[trade.pk])}
    if actor.role is Role.BIDDER:
        note = _("谁提问、谁提出异议，对招标人和其他投标人保密。")
        return {"word": _("提问与异议"), "note": note, "url": reverse("trades:questions", args=[trade.pk])}
    return None


def _application(actor: Actor, lot: Lot) -> dict[str, str] | None:
    """The same before the tender: whoever wants to bid applies first."""
    url, note = reverse("bids:tasks", args=[lot.pk]), _("通过资格预审的，才能投标。")
    if not lot.receives:
        note = _("监督部门责令暂停，恢复后继续申请；截止时间相应顺延。")
        return {"word": _("申请资格预审"), "url": "", "note": note}
    if actor.role is Role.BIDDER:
        return {"word": _("申请资格预审"), "url": url, "note": note}
    if actor.user_id is None:
        return {"word": _("登录后申请"), "url": f"{reverse('account_login')}?next={url}", "note": note}
    return None


def _remedy(actor: Actor, trade: Trade) -> dict[str, str] | None:
    """Where a bidder complains to the supervisor, and where the supervisor stops the trade."""
    if actor.role is Role.BIDDER:
        note = _("认为程序违法的，可以向监督部门投诉；谁投诉不公开。")
        return {"word": _("投诉"), "note": note, "url": reverse("trades:complaints", args=[trade.pk])}
    if actor.role is Role.SUPERVISOR:
        note = _("任何环节都可以责令暂停；恢复时期限顺延。")
        return {"word": _("责令暂停与恢复"), "note": note, "url": reverse("supervision:stop", args=[trade.pk])}
    return None


def _result(actor: Actor, trade: Trade, lots: Sequence[Lot]) -> dict[str, str] | None:
    """After the evaluation: where the agency goes on, and where bidders see the result and may object."""
    evaluated = [lot for lot in lots if award_moments(lot)[0] is not None]
    if not evaluated:
        return None
    first = next((lot for lot in evaluated if lot.stage not in (Stage.ARCHIVED, Stage.FAILED)), evaluated[0])
    if is_agency_of(actor, trade):
        return {
            "word": _("定标与合同"),
            "url": reverse("agency:award", args=[first.pk]),
            "note": _("公示、定标、报告和合同。"),
        }
    if actor.role is Role.BIDDER and award_moments(first)[1] is not None:
        note = _("中标候选人、本单位的名次；公示期间可以提出异议。")
        return {"word": _("评标结果"), "url": reverse("trades:result", args=[first.pk]), "note": note}
    return None


def _action(actor: Actor, trade: Trade) -> dict[str, str] | None:
    """What the visitor may do; the same for everybody in a role, so it tells nothing of who bids."""
    lots = list(trade.lots.order_by("number"))
    after = _result(actor, trade, lots)
    if after is not None:
        return after
    receiving = {stage: phase for phase in Phase for stage in trade.spec.receiving(phase)}
    lot = next((each for each in lots if each.stage in receiving), None)
    if lot is not None and receiving[Stage(lot.stage)] is Phase.PREQUALIFICATION:
        return _application(actor, lot)
    if lot is None:
        soon = any(each.stage == Stage.ANNOUNCED for each in lots)
        return {"word": _("参加投标"), "url": "", "note": _("招标文件开始提供之后可以投标。")} if soon else None
    if not lot.receives:
        note = _("监督部门责令暂停，恢复后继续投标；截止时间相应顺延。")
        return {"word": _("参加投标"), "url": "", "note": note}
    if actor.role is Role.BIDDER:
        note = "" if len(lots) == 1 else _("进入第 %(number)d 标段；其他标段在“我的投标”里。") % {"number": lot.number}
        return {"word": _("参加投标"), "url": reverse("bids:tasks", args=[lot.pk]), "note": note}
    if actor.user_id is None:
        url = f"{reverse('account_login')}?next={reverse('bids:tasks', args=[lot.pk])}"
        return {"word": _("登录后投标"), "url": url, "note": _("招标文件无需登录即可下载。")}
    return None
