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
from experts.models.draw import Draw, DrawNames, DrawStep, PlatformHalf, PlatformKey
from experts.models.drawing import RequestedDraw
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
    "Draw",
    "DrawNames",
    "DrawStep",
    "Employer",
    "Expert",
    "ExpertInvitation",
    "ExpertMajor",
    "MajorCode",
    "MemberDeparture",
    "Passed",
    "PlatformHalf",
    "PlatformKey",
    "RequestedDraw",
    "RequestedGroup",
    "Standing",
    "StandingChange",
]
