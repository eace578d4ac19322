"""A bot in a Slack channel: threads, changed messages, and nothing posted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.deliver import render, render_turn
from monitor.deliver.slackbot import SlackBotTransport
from monitor.errors import DeliveryError
from monitor.model import AlertId, AlertKind, SlackBotReceiver, Standing, Thread, Turn
from tests.support.deliveries import NOON, make_leased, make_reported
from tests.support.slackapi import CHANNEL, TOKEN, SlackAPI


@pytest.fixture
def slack():
    with SlackAPI() as server:
        yield server


def open_bot(slack, client, **values):
    defaults = {"name": "desk", "token": TOKEN, "channel": CHANNEL, "api_url": slack.api_url}
    return SlackBotTransport(SlackBotReceiver(**{**defaults, **values}), client)


@pytest.fixture
def bot(slack, client):
    return open_bot(slack, client)


async def send_in_vain(bot, message=None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await bot.send(message or render(make_leased()))
    return caught.value


def make_later(thread, kind=AlertKind.UPDATE, *, key="later", uncertain=False):
    """Render a later report of a story that was told in this thread."""
    first = make_leased().alert
    standing = Standing(
        articles=3,
        publishers=3,
        copies=0,
        languages=("de", "ko"),
        first_seen_at=NOON,
        last_seen_at=NOON,
    )
    leased = make_leased(article=make_reported(title="Schoigu spricht"), key=key)
    alert = replace(leased.alert, id=AlertId(43), kind=kind, standing=standing)
    turn = Turn(starts_at=NOON, thread=thread, opening=first)
    return render_turn(replace(leased, alert=alert, uncertain=uncertain), turn, NOON)


async def test_posts_with_its_key_and_says_where_it_stands(slack, bot):
    message = render(make_leased(key="the key"))

    receipt = await bot.send(message)

    (posted,) = slack.messages
    assert posted.key == "the key"
    assert posted.text == message.subject
    assert posted.blocks == list(message.blocks)
    assert receipt.thread == Thread(root=posted.ts, place=CHANNEL)
    assert receipt.detail == f"{CHANNEL} {posted.ts}"


async def test_a_later_report_changes_the_first_message_and_replies_in_its_thread(slack, bot):
    thread = (await bot.send(render(make_leased()))).thread

    receipt = await bot.send(make_later(thread))

    first, reply = slack.messages
    assert first.edits == 1
    assert "3 independent publishers" in str(first.blocks)
    assert "eingetroffen" in str(first.blocks)
    assert (reply.thread_ts, reply.broadcast) == (first.ts, False)
    assert "Schoigu spricht" in str(reply.blocks)
    assert receipt.thread is None


async def test_an_escalation_is_seen_by_the_whole_channel(slack, bot):
    thread = (await bot.send(render(make_leased()))).thread

    await bot.send(make_later(thread, AlertKind.ESCALATION))

    assert slack.messages[1].broadcast


async def test_a_first_message_that_was_deleted_is_followed_by_a_new_one(slack, bot):
    thread = (await bot.send(render(make_leased()))).thread
    slack.delete(thread.root)

    receipt = await bot.send(make_later(thread))

    (message,) = slack.messages
    assert message.thread_ts is None
    assert receipt.thread == Thread(root=message.ts, place=CHANNEL)


@pytest.mark.parametrize("word", ["edit_window_closed", "cant_update_message"])
async def test_a_first_message_that_cannot_be_changed_gets_its_reply_all_the_same(slack, bot, word):
    thread = (await bot.send(render(make_leased()))).thread
    slack.answer(200, f'{{"ok": false, "error": "{word}"}}', at="chat.update")

    await bot.send(make_later(thread))

    assert [message.thread_ts for message in slack.messages] == [None, thread.root]


async def test_a_change_that_slack_cannot_make_now_is_tried_again_before_the_reply(slack, bot):
    thread = (await bot.send(render(make_leased()))).thread
    slack.answer(200, '{"ok": false, "error": "internal_error"}', at="chat.update", times=1)

    error = await send_in_vain(bot, make_later(thread))

    assert not error.permanent
    assert len(slack.messages) == 1


# -- uncertain -------------------------------------------------------------------------------------


async def test_what_was_posted_though_nobody_heard_so_is_found_and_not_posted_again(slack, bot):
    message = render(make_leased())
    slack.drop(acts=True, at="chat.postMessage", times=1)
    assert not (await send_in_vain(bot, message)).permanent

    receipt = await bot.send(replace(message, uncertain=True))

    (posted,) = slack.messages
    assert receipt.thread == Thread(root=posted.ts, place=CHANNEL)
    assert "stood there already" in receipt.detail


async def test_a_reply_that_was_posted_though_nobody_heard_so_is_found_in_its_thread(slack, bot):
    thread = (await bot.send(render(make_leased()))).thread
    slack.drop(acts=True, at="chat.postMessage", times=1)
    await send_in_vain(bot, make_later(thread))

    await bot.send(make_later(thread, uncertain=True))

    assert len(slack.messages) == 2
    assert slack.calls("conversations.replies") == 1


async def test_what_was_not_posted_is_posted_though_others_stand_there(slack, bot):
    for number in range(3):
        await bot.send(render(make_leased(key=f"other {number}")))

    await bot.send(replace(render(make_leased(key="mine")), uncertain=True))

    assert [message.key for message in slack.messages].count("mine") == 1


async def test_a_busy_channel_is_read_page_by_page(slack, bot):
    slack.page = 2
    await bot.send(render(make_leased(key="mine")))
    for number in range(6):
        await bot.send(render(make_leased(key=f"other {number}")))

    await bot.send(replace(render(make_leased(key="mine")), uncertain=True))

    assert len(slack.messages) == 7
    assert slack.calls("conversations.history") == 4


async def test_a_channel_is_read_no_further_back_than_the_alert(slack, bot):
    slack.page = 1
    for number in range(4):
        await bot.send(render(make_leased(key=f"other {number}")))
    late = replace(render(make_leased(key="mine")), uncertain=True)
    late = replace(late, written_at=NOON + timedelta(days=365))

    await bot.send(late)

    assert slack.calls("conversations.history") == 1


async def test_an_app_that_may_not_read_the_channel_posts_and_says_so(slack, bot):
    slack.answer(200, '{"ok": false, "error": "missing_scope"}', at="conversations.history")

    receipt = await bot.send(replace(render(make_leased()), uncertain=True))

    assert len(slack.messages) == 1
    assert "may stand there twice: missing_scope" in receipt.detail


async def test_a_channel_that_cannot_be_read_now_is_read_later_before_anything_is_posted(
    slack, bot
):
    slack.answer(503, "", at="conversations.history", times=1)

    error = await send_in_vain(bot, replace(render(make_leased()), uncertain=True))

    assert not error.permanent
    assert slack.messages == []


# -- refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "permanent"),
    [
        ("account_inactive", True),
        ("channel_not_found", True),
        ("invalid_auth", True),
        ("is_archived", True),
        ("msg_blocks_too_long", True),
        ("not_in_channel", True),
        ("token_expired", True),
        ("token_revoked", True),
        ("a_word_of_tomorrow", True),
        ("fatal_error", False),
        ("internal_error", False),
        ("org_login_required", False),
        ("ratelimited", False),
        ("request_timeout", False),
        ("service_unavailable", False),
        ("team_added_to_org", False),
    ],
)
async def test_slacks_word_says_whether_trying_again_makes_sense(slack, bot, word, permanent):
    slack.answer(200, f'{{"ok": false, "error": "{word}"}}')

    error = await send_in_vain(bot)

    assert error.permanent is permanent
    assert f"chat.postMessage answered 200 {word}" in error.reason


@pytest.mark.parametrize(
    ("status", "body"), [(500, ""), (503, "<html>"), (200, "<html>sign in</html>"), (200, "[]")]
)
async def test_an_answer_that_is_not_slacks_is_tried_again(slack, bot, status, body):
    slack.answer(status, body)

    assert not (await send_in_vain(bot)).permanent


async def test_says_what_to_do_about_a_bot_outside_the_channel(slack, bot):
    slack.answer(200, '{"ok": false, "error": "not_in_channel"}')

    assert (await send_in_vain(bot)).reason.endswith("invite the bot to the channel")


async def test_a_wrong_token_is_told_and_not_shown(slack, client):
    error = await send_in_vain(open_bot(slack, client, token="xoxb-other-canary"))

    assert error.permanent
    assert "copy the bot token again" in error.reason
    assert "canary" not in str(vars(error))


async def test_a_channel_that_does_not_exist_is_told(slack, client):
    error = await send_in_vain(open_bot(slack, client, channel="C9999999999"))

    assert error.permanent
    assert "channel_not_found" in error.reason
