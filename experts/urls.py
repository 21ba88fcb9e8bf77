"""The addresses of experts: `pool` for the administration, `expert` for an expert's own pages, `draws` for draws,
`evaluation` for a committee at work and for what it came to.

`agency_pages` and `supervision_pages` are parts of namespaces that trading.project.urls composes of several apps.
"""

from django.urls import include, path

from experts.views import (
    at_work,
    committee,
    committees,
    draws,
    files,
    open_draws,
    own,
    pool,
    reading,
    reports,
    results,
    reviewing,
    scoring,
    second_looks,
)

LOT = "lots/<uuid:lot_id>"
DRAW = "draws/<uuid:draw_id>"

pool_pages = [
    path("", pool.home, name="home"),
    path("import/", pool.importing, name="import"),
    path("<uuid:expert_id>/", pool.expert, name="expert"),
    path("<uuid:expert_id>/invitation/", pool.invitation, name="invitation"),
]

own_pages = [
    path("", own.home, name="home"),
    path("calls/<uuid:call_id>/", own.call, name="call"),
    path("invitations/<str:token>/", own.invitation, name="invitation"),
    path("answers/<uuid:call_id>/<str:token>/", own.answer, name="answer"),
]

agency_pages = [
    path("<uuid:trade_id>/lots/<uuid:lot_id>/committee/", committees.committee, name="committee"),
    path("<uuid:trade_id>/lots/<uuid:lot_id>/files/", files.page, name="files"),
]

supervision_pages = [path("committees/", committees.watching, name="committees")]

draw_pages = [
    path("draws/", draws.draws, name="all"),
    path(f"{DRAW}/", draws.page, name="page"),
    path(f"{DRAW}/check/", draws.check, name="check"),
    path(f"{DRAW}/repetition/", draws.repetition, name="repetition"),
    path(f"{DRAW}/state.json", draws.state, name="state"),
    path(f"{DRAW}/list.jsonl", draws.listed, name="list"),
    path(f"{DRAW}/key/", draws.key, name="key"),
    path(f"{DRAW}/halves/", draws.halves, name="halves"),
    path(f"{DRAW}/acknowledgement/", draws.acknowledgement, name="acknowledgement"),
    path(f"{DRAW}/refusal/", draws.refusal, name="refusal"),
    path(f"{DRAW}/opening/", draws.opening, name="opening"),
    path(f"{LOT}/lottery/", open_draws.lottery, name="lottery"),
]

evaluation_pages = [
    path("", committee.home, name="home"),
    path(f"{LOT}/", reviewing.bench, name="bench"),
    path(f"{LOT}/applications/<str:sha256>/", reviewing.application, name="application"),
    path(f"{LOT}/conclusion/", reviewing.conclusion, name="conclusion"),
    path(f"{LOT}/arrival/", committee.arrival, name="arrival"),
    path(f"{LOT}/beginning/", committee.beginning, name="beginning"),
    path(f"{LOT}/chair/", committee.chair, name="chair"),
    path(f"{LOT}/review/", committee.closing, name="closing"),
    path(f"{LOT}/chair/naming/", at_work.naming, name="naming"),
    path(f"{LOT}/time/", at_work.shortage, name="shortage"),
    path(f"{LOT}/time/extension/", at_work.extension, name="extension"),
    path(f"{LOT}/bids/<str:sha256>/", committee.review, name="review"),
    path(f"{LOT}/sheet/", scoring.sheet, name="sheet"),
    path(f"{LOT}/sheet/<str:sha256>/", scoring.score, name="score"),
    path(f"{LOT}/report/", reports.report, name="report"),
    path(f"{LOT}/report/draft/", reports.drawing_up, name="drawing_up"),
    path(f"{LOT}/report/silence/", reports.silence, name="silence"),
    path(f"{LOT}/report/handover/", reports.handover, name="handover"),
    path(f"{LOT}/result/", results.result, name="result"),
    path(f"{LOT}/result/<str:party>/", results.derivation, name="derivation"),
    path(f"{LOT}/questions/", results.questions, name="questions"),
    path(f"{LOT}/looks/<uuid:look_id>/", second_looks.second_look, name="second_look"),
    path(f"{LOT}/key/", reading.key, name="key"),
    path(f"{LOT}/key/recipient/", reading.recipient, name="recipient"),
    path(f"{LOT}/files/keys.age", reading.given, name="given"),
    path(f"{LOT}/files/<str:sha256>/bid.json", reading.statement, name="statement"),
    path(f"{LOT}/files/<str:sha256>/objects/<str:content>/", reading.ciphertext, name="ciphertext"),
    path(f"{LOT}/files/<str:sha256>/notes/", reading.notes, name="notes"),
    path(f"{LOT}/files/released.json", files.released, name="released"),
    path(f"{LOT}/files/giving/", files.giving, name="giving"),
]

urlpatterns = [
    path("pool/", include((pool_pages, "pool"))),
    path("expert/", include((own_pages, "expert"))),
    path("", include((draw_pages, "draws"))),
    path("evaluation/", include((evaluation_pages, "evaluation"))),
]
