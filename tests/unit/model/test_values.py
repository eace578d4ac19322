"""The values that pass through doors cannot be changed, copied halfway, or give secrets away."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import pickle
import pkgutil
from typing import Any

import pytest

from monitor import model
from monitor.model import SlackReceiver, SMTPServer
from tests.support.builders import make_article, make_draft, make_feed_spec, make_topic

VALUES = [
    getattr(model, name) for name in model.__all__ if dataclasses.is_dataclass(getattr(model, name))
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_a_value_is_frozen_slotted_and_told_by_keywords(value: Any) -> None:
    assert value.__dataclass_params__.frozen
    assert "__dict__" not in dir(value)
    assert all(field.kw_only for field in dataclasses.fields(value))


@pytest.mark.parametrize(
    "value", [make_article(), make_draft(), make_feed_spec(), make_topic()], ids=type
)
def test_a_value_that_was_made_cannot_be_changed(value: Any) -> None:
    name = dataclasses.fields(value)[0].name

    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, "another")
    with pytest.raises((AttributeError, TypeError)):
        value.unknown = 1


@pytest.mark.parametrize("value", [make_article(), make_draft(), make_topic()], ids=type)
def test_a_value_comes_whole_from_another_process(value: Any) -> None:
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own


def test_every_value_of_the_room_goes_out_through_its_door() -> None:
    made = {
        name
        for info in pkgutil.iter_modules(model.__path__)
        for name, value in inspect.getmembers(importlib.import_module(f"monitor.model.{info.name}"))
        if inspect.isclass(value) and value.__module__ == f"monitor.model.{info.name}"
    }

    assert made <= set(model.__all__)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_instants_and_spans_are_named_so(value: Any) -> None:
    for field in dataclasses.fields(value):
        kind = str(field.type)
        # A mapping says by its keys and values what its instants are.
        if "datetime" in kind and not kind.startswith("Mapping"):
            assert field.name.endswith(("_at", "until", "since")), field.name
        if kind in {"int", "float"} and any(
            word in field.name for word in ("timeout", "interval", "delay")
        ):
            assert field.name.endswith("_seconds"), field.name


def test_states_are_words_that_may_be_stored_and_shown() -> None:
    states = [
        getattr(model, name)
        for name in model.__all__
        if inspect.isclass(getattr(model, name)) and issubclass(getattr(model, name), enum.Enum)
    ]

    assert states
    for state in states:
        assert issubclass(state, enum.StrEnum)
        assert all(member.value == member.name.lower() for member in state), state


@pytest.mark.parametrize(
    "secret",
    [
        SlackReceiver(name="desk", webhook_url="https://hooks.slack.example/T0/B0/canary"),
        SMTPServer(username="desk", password="canary"),
    ],
    ids=type,
)
def test_a_secret_is_not_shown_with_its_value(secret: Any) -> None:
    assert "canary" not in repr(secret)
