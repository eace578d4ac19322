"""How messages look, through the dispatch pass: by receiver, and never at an alert's cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.deliver import open_style
from monitor.model import EmailReceiver, Look
from tests.support.builders import make_draft
from tests.support.scenes import alert_about
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.line import Line


async def send(line: Line, smtp: SmtpServer, folder: Path) -> str:
    """Send one alert with the templates of a folder; gives the detail of its delivery."""
    receiver = EmailReceiver(
        name="desk-mail", to=("desk@example.org",), look=Look(templates=str(folder))
    )
    alert_about(line.store, make_draft())
    dispatcher = line.dispatcher(
        receiver, smtp=smtp.settings(), styles={receiver.name: open_style(receiver)}
    )
    await dispatcher.step()
    await dispatcher.finish()
    (sent,) = (one for one in line.store.list_deliveries() if one.receiver == receiver.name)
    assert sent.state.value == "sent"
    return sent.detail or ""


async def test_a_receiver_gets_its_own_template(line: Line, tmp_path: Path) -> None:
    (tmp_path / "alert.txt").write_text("Night desk: {{ facts.title }}")

    with SmtpServer() as smtp:
        detail = await send(line, smtp, tmp_path)

        (mail,) = smtp.mails
        assert mail.part("plain").strip() == "Night desk: Report about arrival"
    assert "template" not in detail


async def test_a_broken_template_loses_no_alert_and_stands_in_the_detail(
    line: Line, tmp_path: Path
) -> None:
    (tmp_path / "alert.txt").write_text("one\n{{ facts.titel }}")

    with SmtpServer() as smtp:
        detail = await send(line, smtp, tmp_path)

        (mail,) = smtp.mails
        assert "Report about arrival" in mail.part("plain")
    assert "written with the built-in template: alert.txt, line 2: " in detail
