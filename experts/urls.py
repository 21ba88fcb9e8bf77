"""The addresses of experts: `evaluation` for a committee at work and for what it came to."""

from django.urls import include, path

from experts.views import committee, reports, results, scoring

LOT = "lots/<uuid:lot_id>"

evaluation_pages = [
    path("", committee.home, name="home"),
    path(f"{LOT}/", committee.bench, name="bench"),
    path(f"{LOT}/beginning/", committee.beginning, name="beginning"),
    path(f"{LOT}/chair/", committee.chair, name="chair"),
    path(f"{LOT}/review/", committee.closing, name="closing"),
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
]

urlpatterns = [path("evaluation/", include((evaluation_pages, "evaluation")))]
