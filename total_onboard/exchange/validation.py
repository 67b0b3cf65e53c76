"""The rules for the values that are typed or come in a value sheet; each refusal says what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.errors import BadValue
from total_onboard.core.resource_values import ResourceValue
from total_onboard.core.text.formatting import format_date
from total_onboard.core.text.suggestions import did_you_mean
from total_onboard.entra.clouds import LONGEST_GOVERNMENT_TOKEN, US_GOVERNMENT, CloudName
from total_onboard.entra.object_ids import is_id
from total_onboard.exchange.address_validation import ASK_REP, DOMAIN

LONGEST_SECRET_MONTHS: Final = 24
LONGEST_MAIL_ADDRESS: Final = 254
LONGEST_PERSON: Final = 320
"""Characters of a mail address (RFC 3696, errata 1690); a user principal name is shorter."""
_NOT_IN_PERSON: Final = frozenset(' /\\?%*:<>"|;,()[]{}')
"""What neither a user principal name nor an object ID has
(https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname)."""
_DOTS: Final = frozenset({"", ".", ".."})


def scim_token(text: str, in_cloud: str | None = None) -> str:
    """Validate the SCIM token as one piece. Raises BadValue; the message never holds any of it."""
    if text.lower().startswith("bearer"):
        raise BadValue("The SCIM token begins with “Bearer”.", remedy="Remove that prefix and the space after it.")
    if "\n" in text or "\r" in text:
        raise BadValue("The SCIM token contains a line break.", remedy="Put it on one line. " + ASK_REP)
    if not text or any(character.isspace() for character in text):
        raise BadValue("The SCIM token is empty or contains spaces.", remedy=ASK_REP)
    if not text.isascii() or not text.isprintable():
        raise BadValue("The SCIM token contains characters that a token can't have.", remedy=ASK_REP)
    if in_cloud in US_GOVERNMENT and len(text) > LONGEST_GOVERNMENT_TOKEN:
        raise BadValue(
            f"The SCIM token is longer than {LONGEST_GOVERNMENT_TOKEN} characters, the limit of Azure Government.",
            remedy="Create a shorter one in TOTAL's console, or ask your TOTAL representative for one.",
        )
    return text


def token_with_failure_mails(token: str, declared: ResourceValue, texts: Sequence[str], in_cloud: str | None) -> None:
    """Refuse a SCIM token and texts that are too long together for Azure Government. Raises BadValue.

    It keeps the token together with the texts, and the first of them twice, because failure mails go to it.
    """
    mails = sum(map(len, (*texts, *texts[:1])))
    too_long = bool(texts) and len(token) + mails > LONGEST_GOVERNMENT_TOKEN
    if declared.failure_mails and in_cloud in US_GOVERNMENT and too_long:
        sentence = declared.failure_mails.too_long.format(limit=LONGEST_GOVERNMENT_TOKEN)
        raise BadValue(sentence, remedy=declared.failure_mails.instead)


def scim_token_end(ends: date, today: date) -> date:
    """Validate the last day of a SCIM token. Raises BadValue if it has passed."""
    if ends < today:
        raise BadValue(
            f"The SCIM token expired on {format_date(ends)}.",
            remedy="Create a new one in TOTAL's console, or correct the date.",
        )
    return ends


def secret_months(months: int) -> int:
    """Validate how long a client secret lives: 1 to 24 months. Raises BadValue."""
    if not 1 <= months <= LONGEST_SECRET_MONTHS:
        raise BadValue(
            f"A client secret can't be valid for {months} months.",
            remedy=f"Choose 1 to {LONGEST_SECRET_MONTHS} months.",
        )
    return months


def name(text: str, what: str) -> str:
    """Validate a display name for an application or a group. Raises BadValue.

    Microsoft's provisioning cannot match a group whose name has special characters (entra known issues).
    """
    allowed = all(character.isalnum() or character in " -_." for character in text)
    if not text.strip() or text != text.strip() or len(text) > 120 or not allowed:
        raise BadValue(
            f"{text!r} can't be the name of {what}.",
            remedy="Use up to 120 letters, digits, spaces, dots, dashes and underscores, without spaces at the ends.",
        )
    return text


def customer(text: str) -> str:
    """Validate the customer's name as TOTAL writes it. Raises BadValue."""
    if not text.strip() or text != text.strip() or len(text) > 120 or not is_printable(text):
        raise BadValue(
            f"{text!r} can't be a customer's name.",
            remedy="Use up to 120 characters, without line breaks, and without spaces at the ends.",
        )
    return text


def contact(text: str) -> str:
    """Validate the customer's contact: a name, an address, a number. Raises BadValue."""
    if not text.strip() or len(text) > 200 or not is_printable(text):
        raise BadValue(f"{text!r} can't be the contact.", remedy="Use up to 200 characters on one line.")
    return text


def tenant(text: str) -> str:
    """Validate a tenant ID or a domain. Raises BadValue."""
    if not is_id(text) and not DOMAIN.fullmatch(text):
        meant = _tenant_meant(text)
        raise BadValue(
            f"The tenant {text!r} is neither an ID nor a domain." + (f" Did you mean {meant}?" if meant else ""),
            remedy="Give the directory (tenant) ID, or a verified domain such as contoso.com.",
        )
    return text


def _tenant_meant(text: str) -> str | None:
    """Return the ID or domain in an ID with braces or without dashes, an e-mail address or the address of a page."""
    digits = re.sub(r"[{}()\-\s]|^urn:uuid:", "", text.lower())
    if re.fullmatch(r"[0-9a-f]{32}", digits):
        return str(UUID(digits))
    host = re.sub(r"^[a-z]+://", "", text.strip().lower()).split("/")[0].rpartition("@")[2]
    return host if DOMAIN.fullmatch(host) else None


def client_id(text: str) -> str:
    """Check the ID of the public client that an admin signs in with. Raise BadValue."""
    if not is_id(text):
        raise BadValue(
            f"The client ID {text!r} is not an ID (8-4-4-4-12 hexadecimal digits).",
            remedy="Copy the application (client) ID from the Microsoft Entra admin center, or remove "
            "TOTAL_ONBOARD_CLIENT_ID.",
        )
    return text


def person(text: str) -> str:
    """Check a user principal name, mail address or object ID, which becomes a part of an address. Raise BadValue."""
    if not text.isprintable() or set(text) & _NOT_IN_PERSON or text in _DOTS or len(text) > LONGEST_PERSON:
        raise BadValue(
            f"{text!r} can't be the name of a person.",
            remedy="Give a user principal name, a mail address or an object ID, for example ada@contoso.com.",
        )
    return text


def resource_value(declared: ResourceValue, texts: Sequence[str]) -> tuple[str, ...]:
    """Check the texts of a value that a resource declares; the case of letters makes no second one. Raise BadValue."""
    checked = tuple({text.casefold(): _CHECKS[declared.check](text) for text in texts}.values())
    if len(checked) > declared.at_most:
        sentence = declared.too_many.format(count=len(checked), at_most=declared.at_most)
        raise BadValue(sentence, remedy=declared.instead)
    return checked


def mail_address(text: str) -> str:
    """Check a mail address. Raise BadValue."""
    local, _, domain = text.rpartition("@")
    if not local or "@" in local or set(local) & _NOT_IN_PERSON or len(person(text)) > LONGEST_MAIL_ADDRESS:
        raise BadValue(f"{text!r} is not a mail address.", remedy="Correct it; it looks like entra@contoso.com.")
    if not DOMAIN.fullmatch(domain):
        raise BadValue(f"The domain of {text!r} is not valid.", remedy="Correct it; it looks like entra@contoso.com.")
    return text


_CHECKS: Final = {"mail_address": mail_address}
"""The rules that a resource can name for its values."""


def guid(text: str) -> str:
    """Validate an ID as Entra writes them, in lower case. Raises BadValue."""
    if not is_id(text):
        raise BadValue(f"{text!r} is not an ID (8-4-4-4-12 hexadecimal digits).", remedy=ASK_REP)
    return text.lower()


def cloud(text: str) -> str:
    """Validate the name of one of Microsoft's clouds. Raises BadValue."""
    if text not in set(CloudName):
        raise BadValue(
            f"There is no cloud {text!r} (known: {', '.join(CloudName)}).",
            remedy=f"{did_you_mean(text, CloudName)}Choose one of these.",
        )
    return text


def attribute_set(text: str) -> AttributeSet:
    """Validate the name of a set of attributes. Raises BadValue."""
    if text not in set(AttributeSet):
        raise BadValue(
            f"There is no set of attributes {text!r}.",
            remedy=f"{did_you_mean(text, AttributeSet)}Choose {' or '.join(AttributeSet)}.",
        )
    return AttributeSet(text)


def role(text: str) -> str:
    """Validate the role that TOTAL gives the members of a group. Raises BadValue."""
    return name(text, "a role")


def is_printable(text: str) -> bool:
    """Return whether a text has no control, format or line-breaking characters (classes Cc, Cf, Zl, Zp …)."""
    return text.isprintable()
