"""Who comes into the pool and how it is kept: imports, standings, accounts; nobody's number or telephone in a row."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from experts.domain.pool_file import PoolFileRefused, Refused, Wrong
from experts.models import Contact, CreditRecord, Employer, Expert, ExpertMajor, MajorCode, Standing, StandingChange
from experts.selectors.sealing import PoolKeyMissing, callee_of, salt_of, unseal
from experts.services.importing import POOL_IMPORTED, import_experts
from experts.services.majors import MajorsRefused, load_majors
from experts.services.pool import NoSuchExpert, PoolRefused, add_credit, change_standing, invite_expert, link_account
from experts.simulation.pool import make_demo_pool
from tests.support.cast import Person, make_agency, make_bidder, make_official
from tests.support.experts import file_of, import_rows, make_experts, number_of, row
from trading.domain.actors import AdministratorsOnly, Role
from trading.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Person:
    return make_official(Role.ADMINISTRATOR)


def counts() -> list[int]:
    return [model.objects.count() for model in (Expert, ExpertMajor, Employer, Contact, StandingChange)]


def test_a_file_brings_experts_and_the_same_file_again_changes_nothing(keeper: Person) -> None:
    data = file_of(row(n) for n in range(3))

    first = import_experts(data=data, by=keeper.actor)
    before = counts()
    again = import_experts(data=data, by=keeper.actor)

    assert (first.new, again.new, again.changed, again.unchanged) == (3, 0, 0, 3)
    assert counts() == before == [3, 3, 3, 3, 3]
    (entry,) = Entry.objects.filter(type=POOL_IMPORTED).select_related("content")
    assert entry.content.body == {"changed": 0, "new": 3}


def test_good_rows_are_taken_and_bad_ones_told(keeper: Person) -> None:
    report = import_experts(data=file_of([row(0), row(1, phone="无"), row(2)]), by=keeper.actor)

    assert (report.new, report.refused) == (2, [Refused(3, "phone", Wrong.PHONE)])
    assert Contact.objects.count() == 2, "never half a row"


def test_what_changed_of_a_person_is_changed_and_its_history_stays() -> None:
    import_rows([row(0)])

    moved = {"employer_name": "新设计院", "employed_since": "2024-01-01", "phone": "13911112222"}
    report = import_rows([row(0, name="韦改名", majors="A060101", **moved)])

    expert = Expert.objects.get()
    assert (report.new, report.changed) == (0, 1)
    assert expert.name == "韦改名" and [each.major_id for each in expert.majors.all()] == ["A060101"]
    assert [each.name for each in expert.employers.all()] == ["第0设计院", "新设计院"]
    newest = expert.contacts.first()
    assert newest is not None and unseal(newest.sealed)["phone"] == "13911112222"


def test_a_file_that_breaks_off_keeps_what_came_before_in_whole_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experts.services.importing.ROWS_AT_ONCE", 2)

    with pytest.raises(PoolFileRefused):
        import_experts(data=file_of(row(n) for n in range(3)) + b'"open')

    assert Expert.objects.count() == 2 and Entry.objects.filter(type=POOL_IMPORTED).exists()
    assert import_rows(row(n) for n in range(3)).new == 1


def test_only_the_administration_keeps_the_pool(keeper: Person) -> None:
    (wei,) = make_experts(1)

    for stranger in (make_agency(), make_bidder("baiyun"), make_official(Role.SUPERVISOR)):
        with pytest.raises(AdministratorsOnly):
            import_experts(data=file_of([row(1)]), by=stranger.actor)
        with pytest.raises(AdministratorsOnly):
            change_standing(expert_id=wei.pk, standing=Standing.LEFT, reason="退休", by=stranger.actor)
        with pytest.raises(AdministratorsOnly):
            invite_expert(expert_id=wei.pk, by=stranger.actor)
    assert Expert.objects.count() == 1
    change_standing(expert_id=wei.pk, standing=Standing.LEFT, reason="退休", by=keeper.actor)


def test_a_standing_changes_with_a_reason_and_its_history(keeper: Person) -> None:
    (wei,) = make_experts(1)

    change_standing(expert_id=wei.pk, standing=Standing.SUSPENDED, reason="年度考核未完成", by=keeper.actor)

    with pytest.raises(PoolRefused):
        change_standing(expert_id=wei.pk, standing=Standing.SUSPENDED, reason="再一次", by=keeper.actor)
    with pytest.raises(PoolRefused):
        change_standing(expert_id=wei.pk, standing=Standing.LEFT, reason=" ", by=keeper.actor)
    assert [each.standing for each in wei.standing_changes.all()] == ["suspended", "available"]
    assert import_rows([row(0)]).unchanged == 1
    wei.refresh_from_db()
    assert wei.standing == Standing.SUSPENDED, "a file does not bring somebody back"


def test_a_punishment_needs_all_its_parts(keeper: Person) -> None:
    (wei,) = make_experts(1)
    facts = {"kind": CreditRecord.Kind.PUNISHMENT, "day": date(2025, 1, 1), "by": keeper.actor, "result": "取消资格"}

    with pytest.raises(PoolRefused):
        add_credit(expert_id=wei.pk, authority="监管局", basis="", **facts)  # type: ignore[arg-type]
    add_credit(expert_id=wei.pk, authority="监管局", basis="行政处罚决定书第 1 号", **facts)  # type: ignore[arg-type]

    assert wei.credit.count() == 1


def test_an_account_is_linked_once_by_the_newest_token(keeper: Person) -> None:
    wei, xu = make_experts(2)
    old, token = (invite_expert(expert_id=wei.pk, by=keeper.actor) for _ in range(2))
    person, other = make_bidder("baiyun").user, make_bidder("changhe").user

    with pytest.raises(NoSuchExpert):
        link_account(token=old, user=person)
    assert link_account(token=token, user=person).pk == wei.pk
    with pytest.raises(NoSuchExpert):
        link_account(token=token, user=other)
    with pytest.raises(PoolRefused):
        invite_expert(expert_id=wei.pk, by=keeper.actor)
    with pytest.raises(PoolRefused, match="已有关联"):
        link_account(token=invite_expert(expert_id=xu.pk, by=keeper.actor), user=person)


def test_whoever_keeps_the_pool_is_none_of_its_experts(keeper: Person) -> None:
    (wei,) = make_experts(1)

    with pytest.raises(PoolRefused):
        link_account(token=invite_expert(expert_id=wei.pk, by=keeper.actor), user=keeper.user)


def test_the_tables_show_neither_numbers_nor_telephones() -> None:
    make_experts(2)

    with connection.cursor() as cursor:
        for table in ("experts_expert", "experts_contact", "experts_employer"):
            cursor.execute(f"SELECT row_to_json({table})::text FROM {table}")
            written = " ".join(text for (text,) in cursor.fetchall())
            assert number_of(0) not in written and "1380000" not in written
    wei = Expert.objects.get(name="韦一")
    assert wei.name not in f"{wei!r} {wei} {wei.contacts.first()!r} {wei.majors.first()!r}"


def test_the_key_of_the_pool_is_made_for_a_demo_alone(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    made = callee_of(UUID(int=1))
    file = tmp_path / "keys" / "pool.key"
    assert file.stat().st_mode & 0o077 == 0 and len(file.read_text()) == 64

    settings.IS_PRODUCTION = True
    settings.KEYS_DIR = tmp_path / "none"
    with pytest.raises(PoolKeyMissing, match="missing"):
        callee_of(UUID(int=1))
    (tmp_path / "none").mkdir()
    for name in ("pool.key", "pool.generated"):
        (tmp_path / "none" / name).write_bytes((tmp_path / "keys" / name).read_bytes())
    with pytest.raises(PoolKeyMissing, match="for a demo"):
        callee_of(UUID(int=1))
    (tmp_path / "none" / "pool.generated").unlink()
    (tmp_path / "none" / "pool.key").chmod(0o644)
    with pytest.raises(PoolKeyMissing, match="chmod 600"):
        callee_of(UUID(int=1))
    (tmp_path / "none" / "pool.key").chmod(0o600)
    assert callee_of(UUID(int=1)) == made


def test_an_id_is_blinded_by_another_salt_in_every_list() -> None:
    one, other, wei, xu = (UUID(int=n) for n in range(4))

    assert salt_of(one, wei) == salt_of(one, wei) and len(salt_of(one, wei)) == 32
    assert len({salt_of(one, wei), salt_of(one, xu), salt_of(other, wei)}) == 3
    assert callee_of(wei) != callee_of(xu)


def test_the_national_codes_are_there_and_a_new_edition_adds_and_renames() -> None:
    assert MajorCode.objects.count() == 1738

    loaded = load_majors(text="\ufeffA01\t规划（新）\nA99\t未来\nA9901\t未来工程\n")

    assert (loaded.new, loaded.renamed) == (2, 1)
    assert load_majors(text="A99\t未来").new == 0
    assert MajorCode.objects.get(pk="A01").name == "规划（新）"


@pytest.mark.parametrize("text", ["", "A01", "A1\t短", "D01\t外", "A01\t一\nA01\t二", "A98999\t长", "A9801\t无父"])
def test_a_table_of_codes_that_is_none_changes_nothing(text: str) -> None:
    with pytest.raises(MajorsRefused):
        load_majors(text=text)

    assert MajorCode.objects.count() == 1738


def test_the_demo_pool_is_made_once_of_true_codes(django_assert_max_num_queries: Callable[[int], Any]) -> None:
    with django_assert_max_num_queries(60):
        assert make_demo_pool() == 300
    assert make_demo_pool() == 0

    assert Expert.objects.filter(user__username="weiyi").count() == 1
    assert Expert.objects.values("identity_hash").distinct().count() == 300


def test_the_commands_say_what_they_did_and_what_they_refused(tmp_path: Path) -> None:
    file, report = tmp_path / "experts.csv", tmp_path / "refused.csv"
    file.write_bytes(file_of([row(0), row(1, phone="无")]))
    said = io.StringIO()

    with pytest.raises(CommandError, match="1 rows were refused"):
        call_command("import_experts", file, refused=report, stdout=said)
    assert "new 1" in said.getvalue()
    assert report.read_text(encoding="utf-8").splitlines() == ["line,column,reason", "3,phone,phone"]
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="encoding"):
        call_command("import_experts", file)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_experts", tmp_path / "none.csv")

    file.write_text("A99\t未来\n", encoding="utf-8")
    call_command("load_majors", file, stdout=said)
    assert "new 1, renamed 0" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("load_majors", report)
