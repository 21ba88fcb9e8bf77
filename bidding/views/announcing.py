"""From draft to notice: the agency's list, its tasks, the keys made in its browser, the check and the publication."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bidding.selectors import keyholders_of
from bidding.selectors.drafts import LotInHand, announced_of, drafts_of
from bidding.services.keyholders import announce
from bidding.views import draft_tasks, page_data
from bidding.views.draft_tasks import PARTS
from bidding.views.shown import clock_of
from trading.deposit_words import sentence_of as deposit_sentence_of
from trading.domain.actors import Role
from trading.domain.phases import Phase
from trading.domain.scheme_terms import SchemeUnlawful
from trading.domain.stages import Stage
from trading.forms import ConfirmationForm
from trading.models import Lot, Trade
from trading.scheme_words import scheme_sentence
from trading.selectors.documents import documents_of
from trading.selectors.kinds import word_of
from trading.services.announcing import TimetableRefused, TradeIncomplete, document_hash_of
from trading.services.deposits import DepositsUnlawful
from trading.services.retendering import RetenderRefused
from trading.templatetags.mz import moment
from trading.views.access import actor_of, for_role
from trading.views.confirming import may_try, person_of
from trading.views.drafts import Fact, for_draft
from trading.views.ended import sentence_of
from trading.views.methods import FORM
from trading.views.timetable import whole_sentence_of


@dataclass(frozen=True, slots=True)
class DraftInHand:
    """A draft in the agency's list; `tasks` in all, and how many of them are done."""

    id: UUID
    title: str
    kind_word: str
    created_at: datetime
    done: int
    tasks: int


@dataclass(frozen=True, slots=True)
class LotKeys:
    id: UUID
    number: int
    title: str
    window_key: str


@never_cache
@require_safe
@for_role(Role.AGENCY)
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    trades = [
        {"id": trade.id, "title": trade.title, "lots": [_with_note(lot, trade.id) for lot in trade.lots]}
        for trade in announced_of(actor)
    ]
    drafts = [_in_hand(draft) for draft in drafts_of(actor)]
    return render(request, "agency/home.html", {"drafts": drafts, "trades": trades})


@never_cache
@require_safe
@for_draft
def tasks(request: HttpRequest, draft: Trade) -> HttpResponse:
    done = len(PARTS) - len(draft_tasks.missing(draft))
    context = {"draft": draft_tasks.shown(draft), "groups": draft_tasks.groups_of(draft), "done": done}
    return render(request, "agency/tasks.html", context | {"all": len(PARTS)})


@never_cache
@require_safe
@for_draft
def keys(request: HttpRequest, draft: Trade) -> HttpResponse:
    """Keys are made in the browser for all lots at once; `?again` makes another set, and the last one counts."""
    lots = list(draft.lots.select_related("trade").order_by("number"))
    if not lots:
        messages.warning(request, _("请先填写标段，再生成密钥。"))
        return redirect("agency:lots", draft.pk)
    held = [_held(lot) for lot in lots]
    published = all(lot.window_key for lot in held) and "again" not in request.GET
    data = page_data.common(request, lots[0], actor_of(request), clock_of(lots[0]))
    data |= _for_keys(draft, lots, published=published)
    return render(request, "agency/keys.html", {"draft": draft, "lots": held, "made": published, "page_data": data})


@never_cache
@require_safe
@for_draft
def check(request: HttpRequest, draft: Trade) -> HttpResponse:
    problems, sections = draft_tasks.problems_of(draft), draft_tasks.sections_of(draft)
    return render(request, "agency/check.html", {"draft": draft, "sections": sections, "problems": problems})


@never_cache
@FORM
@for_draft
def publication(request: HttpRequest, draft: Trade) -> HttpResponse:
    """Confirm by the password and publish. What the law refuses is said and changes nothing."""
    if request.method != "POST" and draft_tasks.problems_of(draft):
        return redirect("agency:check", draft.pk)
    form = ConfirmationForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid() and _announced(request, draft, form):
        messages.success(request, _("公告已发布并写入账本。"))
        return redirect("trades:detail", draft.pk)
    return render(request, "agency/publish.html", _fixed_by_publishing(draft) | {"draft": draft, "form": form})


def _announced(request: HttpRequest, draft: Trade, form: ConfirmationForm) -> bool:
    phase = Phase.PREQUALIFICATION if draft.prequalification else Phase.BIDDING
    try:
        announce(trade_id=draft.pk, by=actor_of(request))
    except TradeIncomplete as error:
        for sentence in draft_tasks.needed(error.parts):
            form.add_error(None, sentence)
        return False
    except TimetableRefused as error:
        for refusal in error.refusals:
            form.add_error(None, whole_sentence_of(refusal, phase))
        return False
    except DepositsUnlawful as error:
        for unlawful in error.refusals.values():
            form.add_error(None, deposit_sentence_of(unlawful))
        return False
    except RetenderRefused as error:
        form.add_error(None, sentence_of(error))
        return False
    except SchemeUnlawful as error:
        form.add_error(None, scheme_sentence(error))
        return False
    return True


def _fixed_by_publishing(draft: Trade) -> dict[str, object]:
    lots = list(draft.lots.order_by("number"))
    deadline = lots[0].deadline if lots else None
    return {
        "deadline": deadline,
        "document_hash": document_hash_of(draft),
        "key_rows": (
            Fact(_("招标项目编号"), draft.tender_code, code=True),
            Fact(_("标段"), str(len(lots))),
            Fact(
                _("资格预审申请截止") if draft.prequalification else _("投标截止与开标"),
                moment(deadline) if deadline else "",
            ),
            Fact(
                _("资格预审文件") if draft.prequalification else _("招标文件"),
                str(documents_of(draft).count()),
                note=_("下面是整套文件的摘要，投标声明中引用的就是它"),
            ),
        ),
    }


def _for_keys(draft: Trade, lots: list[Lot], *, published: bool) -> page_data.PageData:
    urls = {lot.pk: reverse("bids:keys", args=[lot.pk]) for lot in lots}
    return {
        "keys_published": published,
        "keyholders": [holder.members() for holder in keyholders_of(lots[0])],
        "lots": [{"lot": str(lot.pk), "keys_url": urls[lot.pk]} for lot in lots],
        "urls": {"keys": urls[lots[0].pk], "next": reverse("agency:tasks", args=[draft.pk])},
    }


def _held(lot: Lot) -> LotKeys:
    made = keyholders_of(lot)
    return LotKeys(lot.pk, lot.number, lot.title, made[0].window if made else "")


def _in_hand(draft: Trade) -> DraftInHand:
    done = len(PARTS) - len(draft_tasks.missing(draft))
    return DraftInHand(draft.pk, draft.title, word_of(draft.spec), draft.created_at, done, len(PARTS))


def _with_note(lot: LotInHand, trade_id: UUID) -> dict[str, object]:
    """The lot, and what the agency should do for it now, and where."""
    note = _("公布窗口密钥") if lot.key_due else _("答复异议") if lot.unanswered else ""
    url = reverse("hall:hall", args=[lot.id])
    match lot.stage:
        case Stage.REVIEWING:
            note, url = _("审查资格预审申请"), reverse("agency:review", args=[lot.id])
        case Stage.QUALIFIED:
            note, url = _("发布招标公告"), reverse("agency:invitation", args=[trade_id])
        case Stage.PREQ_ANNOUNCED | Stage.APPLYING | Stage.PREQ_SUSPENDED | Stage.PREQ_HELD:
            note, url = _("资格预审公告"), reverse("trades:detail", args=[trade_id])
    shown = {name: getattr(lot, name) for name in ("id", "number", "title", "stage", "deadline")}
    return shown | {"note": note, "url": url}
