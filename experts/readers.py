"""What follows from entries about a committee: the agency is told when it has keys of files to hand on."""

from experts.selectors.files import has_files
from trading.domain.evaluation_results import MEMBER_REPLACED, STARTED
from trading.models import Entry, Lot, Message
from trading.services.readers import READERS, Reader

TEXTS = {
    STARTED: "请在“投标附件”页面用本机的密钥打开附件密钥，交付评标委员会。",
    MEMBER_REPLACED: "新成员签署承诺书、生成密钥之后，请在“投标附件”页面再次交付附件密钥。",
}


def register() -> None:
    READERS.append(Reader("experts.files", dict.fromkeys(TEXTS, _tell_agency)))


def _tell_agency(entry: Entry) -> None:
    """A message to the organisation, once for an entry: after a crash there is no second one."""
    lot = Lot.objects.select_related("trade").filter(pk=entry.content.body["lot"]).first()
    if lot is None or not has_files(lot):
        return
    message = Message(organisation_id=lot.trade.agency_id, entry=entry, text=TEXTS[entry.type])
    Message.objects.bulk_create([message], ignore_conflicts=True)
