"""What the law says of evaluation experts: which titles count, and what keeps somebody from a committee."""

from enum import StrEnum


class Title(StrEnum):
    """The professional title of an expert, as far as the law asks."""

    SENIOR = "senior"
    EQUIVALENT = "equivalent"
    OTHER = "other"


class Ground(StrEnum):
    """Why an expert must step back, as it is declared (O12 12)."""

    KIN = "kin"
    AUTHORITY = "authority"
    INTEREST = "interest"
    PUNISHED = "punished"
