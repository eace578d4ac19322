"""Define what all sections of the settings have in common.

Pure.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from monitor.checks import BadValueError


class Section(BaseModel):
    """One section: its keys are fixed, its values do not change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def split(value: object) -> object:
    """Take one value, or several parted by commas, where a list is asked for."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _check_address(value: str) -> str:
    if not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+", value):
        raise BadValueError("is no email address", remedy="write name@example.org")
    return value


Address = Annotated[str, AfterValidator(_check_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(split), Field(min_length=1)]
