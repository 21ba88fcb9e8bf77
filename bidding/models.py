"""Sealed bids, deposits and the opening. Every table but `Upload` is insert-only."""

import uuid
from typing import ClassVar

from django.db import models

from trading.models import AccountKey, Entry, Lot, Organisation, OrganisationDeclaration, User


class KeyholderKey(models.Model):
    """The age recipients a keyholder made for one lot: the window key, and the evaluation key for attachments."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="keyholder_keys")
    envelope = models.CharField(max_length=20, default="main")
    role = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    window = models.CharField(max_length=80)
    evaluation = models.CharField(max_length=80)
    made_at = models.DateTimeField()


class Upload(models.Model):
    """A sealed object on its way in (tus 1.0). The only table here that changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT)
    envelope = models.CharField(max_length=20, default="main")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    role = models.CharField(max_length=20)
    index = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)


class SealedObject(models.Model):
    """Ciphertext that came in whole, hashed and with the right context; the file is stored by its hash."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT)
    envelope = models.CharField(max_length=20, default="main")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    role = models.CharField(max_length=20)
    index = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "organisation", "sha256"], name="one_object_per_content")
        ]


class Submission(models.Model):
    """A version of a bid, or its withdrawal; the highest version of a bidder is the live one (docs/spec/bid.md).

    `declaration`: what the bidder had declared of itself when this was received.
    """

    class Kind(models.TextChoices):
        BID = "bid"
        WITHDRAWAL = "withdrawal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="submissions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="submissions")
    account_key = models.ForeignKey(AccountKey, on_delete=models.PROTECT)
    envelope = models.CharField(max_length=20, default="main")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    version = models.PositiveIntegerField()
    hash = models.CharField(max_length=64, unique=True)
    statement = models.BinaryField()
    receipt = models.BinaryField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    declaration = models.ForeignKey(OrganisationDeclaration, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "organisation", "envelope", "version"], name="one_bid_per_version")
        ]


class ClosedBox(models.Model):
    """What was in the box at the deadline."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="box")
    leaves = models.JSONField()
    root = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    bids = models.PositiveIntegerField()
    closed_at = models.DateTimeField()


class Attendance(models.Model):
    """A bidder signed in to the opening."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    signed_in_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "organisation"], name="one_attendance_per_bidder")
        ]


class Release(models.Model):
    """The file keys of one bid, sealed to the window keys, and the platform's acknowledgement."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="release")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="releases")
    hash = models.CharField(max_length=64, unique=True)
    statement = models.BinaryField()
    acknowledgement = models.BinaryField()
    received_at = models.DateTimeField()


class PublishedWindowKey(models.Model):
    """The window identity a keyholder published after the window."""

    key = models.OneToOneField(KeyholderKey, on_delete=models.PROTECT, primary_key=True, related_name="published")
    identity = models.CharField(max_length=100)
    published_at = models.DateTimeField()


class OpenedBid(models.Model):
    """What became of a live bid at the opening (docs/spec/opening.md, table of outcomes)."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="opened")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="opened_bids")
    outcome = models.CharField(max_length=12)
    cause = models.CharField(max_length=24, null=True)
    form_key = models.CharField(max_length=24, null=True)
    items = models.JSONField(null=True)


class Objection(models.Model):
    """What a bidder objected to, at the box or on the spot."""

    class Subject(models.TextChoices):
        BOX = "box"
        OPENING = "opening"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="objections_raised")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    text = models.TextField(max_length=1000)
    raised_at = models.DateTimeField()


class ObjectionAnswer(models.Model):
    """The agency's answer, given once."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, primary_key=True, related_name="answer")
    text = models.TextField(max_length=1000)
    answered_at = models.DateTimeField()


class Confirmation(models.Model):
    """A bidder confirmed the opening."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="confirmations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "organisation"], name="one_confirmation_per_bidder")
        ]


class OpeningRecord(models.Model):
    """The opening record, byte for byte."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="record")
    content = models.BinaryField()
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()


class Handover(models.Model):
    """The file keys of one application, sealed to the evaluation keys (docs/spec/bid.md, "Applications")."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="handover")
    hash = models.CharField(max_length=64, unique=True)
    statement = models.BinaryField()


class ClosedApplications(models.Model):
    """The applications that were there when they were due. `leaves` with blanks: their number is nobody's to know."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="applications")
    leaves = models.JSONField()
    root = models.CharField(max_length=64)
    closed_at = models.DateTimeField()


class ReviewDecision(models.Model):
    """What a reviewer decided about an applicant; until the review is finished the last decision counts.

    `members`: the item of the application, as the reviewer read it; empty where no joint applications are taken.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField()
    reason = models.TextField(max_length=1000)
    members = models.TextField(blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]


class Qualification(models.Model):
    """The result for one applicant, when the review is finished: whoever passed may bid for the lot (TR 36).

    `members`: with whom it applied and has to bid (TR 37), as in its decision; `salt`: of the commitment to the reason.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, primary_key=True, related_name="qualification"
    )
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="qualifications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField()
    reason = models.TextField(max_length=1000)
    members = models.TextField(blank=True, default="")
    salt = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "organisation"], name="one_qualification_per_applicant")
        ]


class CommitteeReview(models.Model):
    """A committee has decided about all applicants (TR 18). `members`: as the ledger names them, blinded; `experts` of
    them were drawn."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="committee_review")
    members = models.JSONField()
    experts = models.PositiveSmallIntegerField()
    at = models.DateTimeField()


class FinishedReview(models.Model):
    """To what a finished review committed: leaves with blanks, as those of the applications (docs/spec/ledger.md)."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="finished_review")
    leaves = models.JSONField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()


class BasicAccount(models.Model):
    """The bank account from which a bidder pays deposits (基本账户); the newest is in force. Its own pages alone show it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="basic_accounts")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    bank = models.CharField(max_length=100)
    number = models.CharField(max_length=32)
    registered_at = models.DateTimeField()


class DepositAccount(models.Model):
    """The one-time account number that a bidder pays its deposit for a lot to. Who has one is secret: it would bid."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="deposit_accounts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "organisation"], name="one_deposit_account_per_bidder")
        ]


class DepositPayment(models.Model):
    """A line of a bank's statement. `account` is None where nobody was given the number: the operator asks the bank."""

    account = models.ForeignKey(DepositAccount, on_delete=models.PROTECT, null=True, related_name="payments")
    number = models.PositiveBigIntegerField(unique=True)
    reference = models.CharField(max_length=60, unique=True)
    paid_to = models.CharField(max_length=32)
    payer_account = models.CharField(max_length=32)
    payer_name = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=17, decimal_places=2)
    credited_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)


class DepositInstrument(models.Model):
    """A guarantee or insurance in the place of money, with its file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="deposit_instruments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=20)
    issuer = models.CharField(max_length=200)
    number = models.CharField(max_length=100)
    named = models.CharField(max_length=10)
    amount = models.DecimalField(max_digits=17, decimal_places=2)
    valid_until = models.DateField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    lodged_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "organisation", "sha256"], name="one_instrument_per_file")
        ]


class StatedDeposit(models.Model):
    """What was said at the opening of the deposit behind an opened bid."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="deposit")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="stated_deposits")
    form = models.CharField(max_length=20, null=True)
    in_order = models.BooleanField()
    defects = models.JSONField()


class DepositDecision(models.Model):
    """A deposit is kept, or let go before the contract, by the agency. Once for a bidder and lot."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="deposit_decisions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kept = models.BooleanField()
    cause = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "organisation"], name="one_decision_per_deposit")
        ]


class ContractSigned(models.Model):
    """The contract of a lot is signed: from here on all deposits go back (TR 57)."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="contract_signed")
    at = models.DateTimeField()


class DepositReturn(models.Model):
    """A payment that went back to the account it came from, with its interest."""

    payment = models.OneToOneField(DepositPayment, on_delete=models.PROTECT, primary_key=True, related_name="returned")
    ground = models.CharField(max_length=20)
    interest = models.DecimalField(max_digits=17, decimal_places=2)
    receipt = models.CharField(max_length=60)
    by_day = models.DateField()
    returned_at = models.DateTimeField()
