"""An issued value sheet: the values, its recipient, its expiry, and the recipient of the answer."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from total_onboard.core.desired_state import Recipient
from total_onboard.core.secret import SecretText
from total_onboard.exchange import address_validation, validation
from total_onboard.exchange.keys.public_keys import HandoffKey
from total_onboard.exchange.value_sheet.nonce import SheetNonce
from total_onboard.exchange.value_sheet.value_sheet import FORMAT_2, ValueSheet

OF_FORMAT_2: Final = (
    "handoff_nonce",
    "tenant_id",
    "attributes",
    "credential",
    "certificate",
    "federated",
    "handoff_url",
)
"""Members that a sheet of the first format can't have."""


class IssuedSheet(ValueSheet):
    """Signed content. The SCIM token in it is sealed; ``scim_token`` is filled only after it was opened."""

    format: Literal["total-value-sheet/v1", "total-value-sheet/v2"]  # type: ignore[assignment]
    id: UUID
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    sealed_scim_token: str | None = Field(default=None, max_length=20_000)
    handoff_key: HandoffKey
    tenant_id: Annotated[str, AfterValidator(validation.guid)] | None = None
    handoff_nonce: SheetNonce | None = Field(default=None, repr=False)
    handoff_url: Annotated[str, AfterValidator(address_validation.handoff_address)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _token_is_sealed(cls, document: Any) -> Any:  # noqa: ANN401
        if isinstance(document, dict) and document.get("scim_token") is not None:
            raise ValueError("scim_token is in it unencrypted, so that others could have read it")
        return document

    @model_validator(mode="after")
    def _nonce_is_of_the_second_format(self) -> Self:
        if self.format == FORMAT_2 and self.handoff_nonce is None:
            raise ValueError("handoff_nonce is missing")
        newer = [name for name in OF_FORMAT_2 if getattr(self, name) is not None]
        if self.format != FORMAT_2 and newer:
            raise ValueError(f"{', '.join(newer)} can be in {FORMAT_2} only")
        return self

    @model_validator(mode="after")
    def _certificate_outlives_the_sheet(self) -> Self:
        if self.certificate and self.certificate.not_after < self.expires_at:
            raise ValueError("certificate expires before the sheet does")
        return self

    def document(self) -> dict[str, Any]:
        """Return the signed content, without the token in plain."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"scim_token"})

    @property
    def recipient(self) -> Recipient:
        """The recipient that the hand-off is sealed to."""
        return Recipient(
            sheet_id=str(self.id),
            customer=self.customer,
            key=self.handoff_key.model_dump(),
            nonce=self.handoff_nonce,
            issued_at=self.issued_at,
            url=self.handoff_url,
        )

    def with_token(self, token: SecretText) -> IssuedSheet:
        """Return a copy with the opened token."""
        return self.model_copy(update={"scim_token": token})

    def without_scim(self) -> IssuedSheet:
        """Return a copy without the SCIM values, as if they came later."""
        return self.model_copy(update={"scim_url": None, "sealed_scim_token": None})
