"""All tables of experts."""

from experts.models.committees import (
    Call,
    CallNotice,
    CallReply,
    CommitteeRequest,
    MemberDeparture,
    Passed,
    RequestedGroup,
)
from experts.models.pool import (
    Contact,
    CreditRecord,
    Employer,
    Expert,
    ExpertInvitation,
    ExpertMajor,
    MajorCode,
    Standing,
    StandingChange,
)

__all__ = [
    "Call",
    "CallNotice",
    "CallReply",
    "CommitteeRequest",
    "Contact",
    "CreditRecord",
    "Employer",
    "Expert",
    "ExpertInvitation",
    "ExpertMajor",
    "MajorCode",
    "MemberDeparture",
    "Passed",
    "RequestedGroup",
    "Standing",
    "StandingChange",
]
