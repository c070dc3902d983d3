"""A delivery as JSON, for programs that take it on."""

import json

from workflow.clock import to_text
from workflow.notify.words import Words
from workflow.service.delivery import Delivery, Letter
from workflow.translation import chosen


def payload(delivery: Delivery, words: Words) -> bytes:
    """Return a delivery as one line of JSON. The same delivery is the same, however often sent."""
    with words.speaking():
        messages = [_message(one) for one in delivery.letters]
    told = {
        "format": 1,
        "delivery": delivery.id,
        "channel": delivery.channel,
        "recipient": delivery.recipient,
        "address": delivery.address,
        "urgent": any(one.urgent for one in delivery.letters),
        "subject": words.subject(delivery.letters),
        "text": words.text(delivery.letters),
        "messages": messages,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _message(letter: Letter) -> dict[str, object]:
    return {
        "kind": letter.kind,
        "case": letter.case,
        "recipient": letter.recipient,
        "title": chosen(letter.definition, ""),
        "state": chosen(letter.state, ""),
        "owner": letter.owner,
        "site": letter.site,
        "deadline": letter.deadline_name or None,
        "deadline_title": chosen(letter.deadline, "") or None,
        "due_at": letter.due_at and to_text(letter.due_at),
        "owed": letter.owed,
        "urgent": letter.urgent,
        "party": letter.party_name,
        "party_title": chosen(letter.party or {}, "") or None,
        "documents": list(letter.document_names),
    }
