"""Training tenders, made through the services: announced long enough ago, and opening soon."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from bidding.domain.age_keys import Identity
from bidding.services.keyholders import announce, register_keys
from bidding.simulation.cast import Project
from trading.domain.actors import Actor
from trading.domain.scheme_terms import DrawnTerms, FactorTerms, PriceTerms, SchemeTerms
from trading.domain.scoring_methods import DrawnNumber, PriceFormula, ScoringMethod, TieBreak
from trading.models import Trade
from trading.services.clock import tick
from trading.services.drafting import (
    Basics,
    LotDraft,
    TimetableDraft,
    add_document,
    create_draft,
    save_lots,
    save_timetable,
)
from trading.services.fairness import review_fairness
from trading.services.schemes import name_scheme
from trading.services.training import move_clock

KIND = "engineering_open_tender"
SCHEME = SchemeTerms(
    ScoringMethod.COMPREHENSIVE,
    (TieBreak.LOWER_PRICE, TieBreak.LOT),
    (
        FactorTerms("plan", "施工组织设计", Decimal(35), "方案的针对性、完整性，质量、安全和进度措施"),
        FactorTerms("staff", "项目管理机构", Decimal(25), "项目负责人与主要人员的资格和业绩"),
    ),
    PriceFormula.BENCHMARK,
    PriceTerms(Decimal(40), Decimal(1), Decimal("0.5"), trim_high=1, trim_low=1, trim_from=5),
)
"""How the bids of the demo are compared: 60 points by the committee, 40 by the price."""

DRAWN_SCHEME = replace(
    SCHEME,
    drawn=DrawnTerms(DrawnNumber.DISCOUNT, tuple(Decimal(per_mille) / 1000 for per_mille in (10, 15, 20, 25, 30))),
)
"""The same, with the discount of the mean drawn in public when the opening has started."""

NOTICE_BEFORE = timedelta(days=30)
WINDOW = timedelta(minutes=60)
SHORT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class TrainingTender:
    """An announced tender of one lot that takes bids until `deadline` in trade time."""

    trade: UUID
    lot: UUID
    deadline: datetime
    window: Identity
    evaluation: Identity


def make_tender(project: Project, *, by: Actor, deadline: datetime, now: datetime) -> TrainingTender:
    """Announce it on its own clock 30 days before `deadline`, as the law asks; then move its clock to `now`."""
    # All or nothing: a tender left on the clock of its announcement would lie ahead for a month.
    with transaction.atomic():
        made = announce_draft(draft_tender(project, by, deadline - NOTICE_BEFORE, deadline), by=by)
        move_clock(trade_id=made.trade, to=now)
    tick()
    return made


def announce_draft(trade: Trade, *, by: Actor) -> TrainingTender:
    """With keys that are made for it."""
    window, evaluation = Identity.generate(), Identity.generate()
    (lot,) = trade.lots.all()
    register_keys(lot_id=lot.pk, window=str(window.recipient), evaluation=str(evaluation.recipient), by=by)
    review_fairness(trade_id=trade.pk, cleared=[rule.concern for rule in trade.spec.fairness], by=by)
    announce(trade_id=trade.pk, by=by)
    assert lot.deadline is not None
    return TrainingTender(trade.pk, lot.pk, lot.deadline, window, evaluation)


def draft_tender(
    project: Project,
    by: Actor,
    announced: datetime,
    deadline: datetime,
    *,
    documents_until: datetime | None = None,
    prequalification: bool = False,
    state_controlled: bool | None = None,
    scheme: SchemeTerms = SCHEME,
) -> Trade:
    """A complete draft on the clock of its announcement; by pre-qualification, `deadline` is that of the applications, and
    the money is private unless told otherwise."""
    basics = Basics(
        title=project.title,
        principal=project.principal,
        region=project.region,
        industry=project.industry,
        trade_class=project.trade_class,
        summary=project.summary,
        prequalification=prequalification,
        state_controlled=not prequalification if state_controlled is None else state_controlled,
    )
    trade = create_draft(kind=KIND, basics=basics, by=by, training_from=announced)
    save_lots(
        trade_id=trade.pk,
        lots=[LotDraft(project.lot, project.summary, Decimal(project.ceiling) if project.ceiling else None)],
        by=by,
    )
    notes = f"# {project.title}\n\n{project.summary}\n\n招标人：{project.principal}\n\n演示文件，不产生法律效力。\n"
    add_document(trade_id=trade.pk, name="招标文件.md", media_type="text/markdown", chunks=[notes.encode()], by=by)
    name_scheme(trade_id=trade.pk, terms=scheme, by=by)
    timetable = TimetableDraft(
        documents_from=announced,
        documents_until=documents_until or deadline,
        deadline=deadline,
        window=WINDOW,
        keys_allowance=SHORT,
        objections=SHORT,
        confirmation=SHORT,
    )
    save_timetable(trade_id=trade.pk, timetable=timetable, by=by)
    return trade
