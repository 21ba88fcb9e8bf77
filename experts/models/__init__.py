"""The tables of experts. Everybody imports them from here."""

from experts.models.evaluation import (
    Ballot,
    BidAnswer,
    BidQuestion,
    ChairVote,
    CommitteeSeat,
    Evaluation,
    EvaluationReport,
    LockedSheet,
    ReportSignature,
    SeatLeft,
    SheetRow,
    Undertaking,
)

__all__ = (
    "Ballot",
    "BidAnswer",
    "BidQuestion",
    "ChairVote",
    "CommitteeSeat",
    "Evaluation",
    "EvaluationReport",
    "LockedSheet",
    "ReportSignature",
    "SeatLeft",
    "SheetRow",
    "Undertaking",
)
