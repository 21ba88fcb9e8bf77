"""Notices of other platforms, and the index by which notices of ours and of others are found together."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from trading.models import Entry, Trade

if TYPE_CHECKING:
    TextLookup = models.Lookup[str]
else:
    TextLookup = models.Lookup


class ImportedNotice(models.Model):
    """A notice of another platform as its file says it. Never changed: what says something else is another notice.

    It may be withdrawn again, as its source may have to (个人信息保护法 47), so this table is not insert-only.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    title = models.CharField(max_length=300)
    business = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    province = models.CharField(max_length=20, blank=True)
    platform = models.CharField(max_length=100)
    code = models.CharField(max_length=100, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    budget = models.CharField(max_length=100, blank=True)
    text = models.TextField()
    url = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField()
    imported_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.title


class WithdrawnNotice(models.Model):
    """That an imported notice was taken away, and nothing of what it said: so that its file brings it back no more."""

    id = models.UUIDField(primary_key=True, editable=False)
    withdrawn_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.pk)


class IndexedNotice(models.Model):
    """What is known of one notice for finding it: of an entry of the ledger, or of an imported notice.

    `published_at` is what the notice says (trade time), `seen_at` when it could be read here. `words`: `disclosure.words`.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="indexed")
    imported = models.OneToOneField(ImportedNotice, on_delete=models.CASCADE, null=True, related_name="indexed")
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, null=True, related_name="indexed")
    seq = models.PositiveBigIntegerField(null=True)
    log_index = models.PositiveBigIntegerField(null=True)
    lot = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    group = models.CharField(max_length=20)
    business = models.CharField(max_length=20)
    region = models.CharField(max_length=6, blank=True)
    title = models.CharField(max_length=300)
    code = models.CharField(max_length=100, blank=True)
    principal = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    text = models.TextField(blank=True)
    published_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=False, trade__isnull=False, seq__isnull=False, imported__isnull=True)
                | models.Q(entry__isnull=True, trade__isnull=True, seq__isnull=True, imported__isnull=False),
                name="indexed_from_one_source",
            )
        ]
        indexes: ClassVar = [
            GinIndex(fields=["words"], name="notices_by_word"),
            models.Index(fields=["-published_at", "-id"], name="notices_newest_first"),
            models.Index(fields=["group", "-published_at", "-id"], name="notices_of_a_group"),
            models.Index(fields=["business", "-published_at", "-id"], name="notices_of_a_business"),
            models.Index(fields=["region"], name="notices_by_region", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["amount"], name="notices_by_amount"),
        ]


@SearchVectorField.register_lookup
class HasWords(TextLookup):
    """`words__has`: a text that is cast to a query as it stands; PostgreSQL parses and stems nothing."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_values = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*left_values, self.rhs]
