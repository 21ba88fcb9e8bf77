"""An organisation declares who is in charge of it and who controls it: versions, of which the newest counts.

No entry of the ledger: who declares just before a deadline may be about to bid, and persons are named.
"""

from django.db import transaction

from trading.domain.actors import Actor, Bidder
from trading.domain.codes import CreditCodeWrong, check_uscc
from trading.domain.relations import MOST_CONTROLLERS, Declaration
from trading.models import OrganisationDeclaration
from trading.models.parties import Organisation


class DeclarationRefused(Exception):
    """Nothing was declared; the message says why, for people."""

    code = "declaration_refused"


@transaction.atomic
def declare(*, declaration: Declaration, by: Actor) -> OrganisationDeclaration:
    """Make it the newest version. The same once more is no new one. Raises `BiddersOnly`, `DeclarationRefused`."""
    bidder = by.as_bidder()
    _check(declaration, bidder)
    organisation = Organisation.objects.select_for_update().get(pk=bidder.organisation_id)
    newest = organisation.declarations.first()
    if newest is not None and newest.value == declaration:
        return newest
    return OrganisationDeclaration.objects.create(
        organisation=organisation,
        person=declaration.person,
        mark=declaration.mark,
        contact=declaration.contact,
        phone=declaration.phone,
        controllers=[[each.code, each.name, each.how.value] for each in declaration.controllers],
        by_id=bidder.user_id,
    )


def _check(declaration: Declaration, by: Bidder) -> None:
    if not declaration.person.strip() or len(declaration.mark) != 4:
        raise DeclarationRefused("请填写单位负责人的姓名和证件号码的后四位。")
    if len(declaration.controllers) > MOST_CONTROLLERS:
        raise DeclarationRefused("控股、管理单位最多填写 20 家。")
    codes = [each.code for each in declaration.controllers]
    if by.party in codes:
        raise DeclarationRefused("控股、管理单位不能是本单位自己。")
    if len({(each.code, each.how) for each in declaration.controllers}) != len(codes):
        raise DeclarationRefused("同一单位的同一种关系只填写一次。")
    for code in codes:
        try:
            check_uscc(code)
        except CreditCodeWrong as error:
            raise DeclarationRefused("控股、管理单位的统一社会信用代码不正确，请核对每一位。") from error
