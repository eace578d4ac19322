from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

import jsonschema
import pytest

from monitor.config import load_config, settings_schema
from monitor.errors import ConfigError
from monitor.model import (
    AppriseReceiver,
    EmailReceiver,
    SlackBotReceiver,
    SlackReceiver,
    TLSMode,
    WebhookReceiver,
)

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Config

#: The settings of DESIGN §8.
DESIGN = """\
[database]
url = "sqlite:///monitor.db"

[fetch]
contact = "desk@example.org"
allow_private = false
default_interval = "15m"

[web]
bind = "127.0.0.1:8600"

[smtp]
host = "localhost"
port = 25

[receivers.desk-mail]
kind = "email"
to = ["desk@example.org"]

[receivers.desk-slack]
kind = "slack"
webhook_url_file = "{secret}"
"""


@pytest.fixture(autouse=True)
def _in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(tmp_path: Path, text: str, **environ: str) -> Config:
    (tmp_path / "monitor.toml").write_text(text, encoding="utf-8")
    return load_config(None, environ)


def read_problems(tmp_path: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text, **environ)
    return [str(problem) for problem in caught.value.problems]


def test_works_without_any_settings() -> None:
    config = load_config(None, {})

    assert config.database.url == "sqlite:///monitor.db"
    assert config.web.address == ("127.0.0.1", 8600)
    assert config.fetch.default_interval == timedelta(minutes=15)
    assert not config.fetch.allow_private
    assert config.to_receivers() == ()


def test_reads_the_settings_of_the_design(tmp_path: Path) -> None:
    secret = tmp_path / "slack"
    secret.write_text("https://hooks.slack.com/services/T/B/x\n", encoding="utf-8")

    config = load(tmp_path, DESIGN.format(secret=secret))

    assert config.fetch.contact == "desk@example.org"
    assert config.to_receivers() == (
        EmailReceiver(name="desk-mail", to=("desk@example.org",)),
        SlackReceiver(name="desk-slack", webhook_url="https://hooks.slack.com/services/T/B/x"),
    )


def test_reads_every_kind_of_receiver(tmp_path: Path) -> None:
    text = """
[receivers.bot]
kind = "slack"
token = "xoxb-1"
channel = "C0123456789"
every = "2s"

[receivers.hook]
kind = "webhook"
url = "https://x.example/hook"
secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZg=="

[receivers.rest]
kind = "apprise"
urls_file = "urls"

[alert]
report_to = "bot"
"""
    (tmp_path / "urls").write_text("json://a.example/?b=1,2\ntgram://c\n", encoding="utf-8")

    config = load(tmp_path, text.replace('"urls"', f'"{tmp_path / "urls"}"'))

    assert config.to_receivers() == (
        SlackBotReceiver(
            name="bot", token="xoxb-1", channel="C0123456789", every=timedelta(seconds=2)
        ),
        WebhookReceiver(name="hook", url="https://x.example/hook", secret=b"0123456789abcdef"),
        AppriseReceiver(name="rest", urls=("json://a.example/?b=1,2", "tgram://c")),
    )
    assert config.alert.report_to == "bot"
    shown = str(config.to_shown())
    assert not [secret for secret in ("xoxb-1", "x.example", "whsec", "tgram") if secret in shown]


BOT = 'kind = "slack"\ntoken = "x"\n'
HOOK = 'kind = "slack"\nwebhook_url = "https://x"\n'
PROGRAM = 'kind = "webhook"\nurl = "https://x"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"{BOT}", "channel: is missing – write the channel's ID, such as C0123456789"),
        (f'{BOT}channel = "#desk"\n', "channel: holds characters that are not allowed here"),
        (f'{HOOK}channel = "C0123456789"\n', "channel: needs a token: a webhook has its own"),
        (f'{HOOK}token = "x"\n', "webhook_url: is given together with a token"),
        (
            'kind = "slack"\nchannel = "C0123456789"\ntoken = "ge heim"\n',
            "token: holds characters that no token has",
        ),
        ('kind = "webhook"\n', "url: is missing – or set url_file"),
        (
            'kind = "webhook"\nurl = "ftp://geheim"\n',
            "url: must be an address that begins with https://",
        ),
        (f'{PROGRAM}secret = "geheim"\n', "secret: must be at least 16 bytes"),
        (f'{PROGRAM}secret = "whsec_%geheim"\n', "secret: must be base64 after whsec_"),
        ('kind = "apprise"\n', "urls: is missing – or set urls_file"),
        ('kind = "email"\nto = "a@b"\nevery = "2h"\n', "every: must be at most 1h"),
    ],
)
def test_says_of_a_bad_receiver_what_helps(tmp_path: Path, text: str, problem: str) -> None:
    (found,) = read_problems(tmp_path, f"[receivers.a]\n{text}")

    assert f"receivers.a.{problem}" in found
    assert "heim" not in found


def test_a_report_goes_to_a_receiver_that_exists(tmp_path: Path) -> None:
    text = '[receivers.desk]\nkind = "email"\nto = "a@b"\n[alert]\nreport_to = "dest"\n'

    (found,) = read_problems(tmp_path, text)

    assert "alert: report_to names dest, which is no receiver" in found
    assert "did you mean `desk`?" in found


def test_gives_the_mail_server_in_plain_values(tmp_path: Path) -> None:
    text = (
        '[smtp]\nhost = "mail"\nport = 587\nusername = "u"\npassword = "p"\ntls = "starttls"\n'
        'from = "desk@example.org"\ntimeout = "5s"\nca_file = "ca.pem"\n'
    )

    server = load(tmp_path, text).to_smtp()

    assert (server.host, server.port, server.tls) == ("mail", 587, TLSMode.STARTTLS)
    assert (server.username, server.password) == ("u", "p")
    assert (server.sender, server.timeout_seconds) == ("desk@example.org", 5.0)
    assert server.ca_file == "ca.pem"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[fetsh]\n", "monitor.toml:1: fetsh: unknown key – did you mean `fetch`?"),
        (
            '[fetch]\ncontct = "x"\n',
            "monitor.toml:2: fetch.contct: unknown key – did you mean `contact`?",
        ),
        (
            '[fetch]\ntimeout = "15"\n',
            (
                "monitor.toml:2: fetch.timeout: must be a duration such as 30s, 15m, 2h or 7d"
                " (given: 15)"
            ),
        ),
        (
            "[fetch]\ntimeout = 15\n",
            (
                "monitor.toml:2: fetch.timeout: must be a duration with its unit, such as 30s, 15m,"
                " 2h or 7d (given: 15)"
            ),
        ),
        (
            '[fetch]\ntimeout = "0s"\n',
            "monitor.toml:2: fetch.timeout: must be longer than 0s (given: 0s)",
        ),
        (
            '[fetch]\nmin_interval = "1h"\n',
            "monitor.toml:1: fetch.default_interval: is shorter than min_interval",
        ),
        (
            '[fetch]\nmax_interval = "5m"\n',
            "monitor.toml:1: fetch.default_interval: is longer than max_interval",
        ),
        (
            '[fetch]\nmin_interval = "2h"\nmax_interval = "1h"\n',
            "monitor.toml:3: fetch.max_interval: is shorter than min_interval (given: 1h)",
        ),
        (
            "[fetch]\nmax_bytes = 0\n",
            "monitor.toml:2: fetch.max_bytes: must be at least 1 (given: 0)",
        ),
        (
            '[fetch]\ncontact = "a\\r\\nX: y"\n',
            (
                "monitor.toml:2: fetch.contact: holds characters that are not allowed here"
                " (given: a\r X: y)"
            ),
        ),
        (
            '[web]\nbind = "8600"\n',
            (
                "monitor.toml:2: web.bind: must be an address with a port (given: 8600)"
                " – write 127.0.0.1:8600"
            ),
        ),
        (
            '[web]\npublic_url = "monitor.example.org"\n',
            (
                "monitor.toml:2: web.public_url: must be an address that begins with https://"
                " (given: monitor.example.org) – write https://NAME"
            ),
        ),
        (
            '[web]\npublic_url = "https://monitor.example.org/?a=b"\n',
            (
                "monitor.toml:2: web.public_url: must be an address without a user, a query or a"
                " fragment (given: https://monitor.example.org/?a=b)"
            ),
        ),
        (
            '[web]\nallowed_hosts = ["a.example", "https://b.example"]\n',
            (
                "monitor.toml:2: web.allowed_hosts[1]: must be the name of a host, without scheme"
                " and port (given: https://b.example) – write news.example.org"
            ),
        ),
        (
            '[smtp]\ntls = "ssl"\n',
            (
                "monitor.toml:2: smtp.tls: must be one of 'none', 'starttls' or 'implicit'"
                " (given: ssl)"
            ),
        ),
        (
            '[smtp]\nfrom = "nobody"\n',
            (
                "monitor.toml:2: smtp.from: is no email address (given: nobody)"
                " – write name@example.org"
            ),
        ),
        (
            '[smtp]\nusername = "u"\n',
            "monitor.toml:2: smtp.username: needs a password (given: u) – set password_file",
        ),
        ('[smtp]\npassword = "geheim"\n', "monitor.toml:2: smtp.password: needs a username"),
        (
            '[database]\nurl = "postgresql://u:geheim@h/d"\n',
            "monitor.toml:2: database.url: must name its driver – write postgresql+psycopg://…",
        ),
        (
            '[receivers.a]\nkind = "sms"\n',
            (
                "monitor.toml:2: receivers.a.kind: is none of the kinds that exist: 'email',"
                " 'slack', 'webhook', 'apprise'"
                " (given: sms)"
            ),
        ),
        ('[receivers.a]\nto = "a@b"\n', "monitor.toml:1: receivers.a.kind: is missing"),
        (
            '[receivers.a]\nkind = "email"\nto = []\n',
            "monitor.toml:3: receivers.a.to: must not be empty",
        ),
        (
            '[receivers.a]\nkind = "email"\nto = ["a@b", "c"]\n',
            (
                "monitor.toml:3: receivers.a.to[1]: is no email address (given: c)"
                " – write name@example.org"
            ),
        ),
        (
            '[receivers.a]\nkind = "slack"\n',
            (
                "monitor.toml:1: receivers.a.webhook_url: is missing – or set webhook_url_file, or"
                " a bot's token"
            ),
        ),
        (
            '[receivers.a]\nkind = "slack"\nwebhook_url = "ftp://geheim"\n',
            "monitor.toml:3: receivers.a.webhook_url: must be an address that begins with https://",
        ),
        (
            '[receivers.a]\nkind = "slack"\nwebhook_url_file = "absent"\n',
            (
                "monitor.toml:3: receivers.a.webhook_url_file: cannot be read: No such file or"
                " directory (given: absent)"
            ),
        ),
        (
            '[receivers.a]\nkind = "slack"\nwebhook_url = "https://x"\nwebhook_url_file = "y"\n',
            (
                "monitor.toml:4: receivers.a.webhook_url_file: is given together with webhook_url"
                " – keep one of them"
            ),
        ),
        (
            '[receivers."a b"]\nkind = "email"\nto = "a@b"\n',
            "monitor.toml:1: receivers.a b: holds characters that are not allowed here",
        ),
        (
            '[log]\nlevel = "loud"\n',
            (
                "monitor.toml:2: log.level: must be one of 'debug', 'info', 'warning' or 'error'"
                " (given: loud)"
            ),
        ),
        ("fetch = 3\n", "monitor.toml:1: fetch: must be keys with values (given: 3)"),
    ],
)
def test_says_of_a_bad_setting_what_helps(tmp_path: Path, text: str, problem: str) -> None:
    assert read_problems(tmp_path, text) == [problem]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://monitor.example.org", "https://monitor.example.org"),
        ("https://monitor.example.org/", "https://monitor.example.org"),
        ("https://example.org:8443/monitor/", "https://example.org:8443/monitor"),
        ("http://127.0.0.1:8600", "http://127.0.0.1:8600"),
    ],
)
def test_a_public_address_ends_without_a_slash(tmp_path: Path, given: str, read: str) -> None:
    config = load(tmp_path, f'[web]\npublic_url = "{given}"\n')

    assert config.web.public_url == read


@pytest.mark.parametrize(
    "public_url",
    [
        "ftp://a.example",
        "https://",
        "https://a.example/#x",
        "https://a.example/?",
        "https://u:p@a.example/",
        "https://a.example/ b",
        "https://[::1",
        "https://a.example:99999/",
    ],
)
def test_no_hub_is_given_an_address_that_it_cannot_call(tmp_path: Path, public_url: str) -> None:
    (problem,) = read_problems(tmp_path, f'[web]\npublic_url = "{public_url}"\n')

    assert "web.public_url: must be an address" in problem


def test_reads_the_networks_that_may_be_called(tmp_path: Path) -> None:
    config = load(tmp_path, '[fetch]\nallow_networks = ["10.1.0.0/16", "fd12:3456::/32"]\n')
    given = load(tmp_path, "", MONITOR_FETCH__ALLOW_NETWORKS="10.1.0.0/16, fd12:3456::/32")
    problems = read_problems(tmp_path, '[fetch]\nallow_networks = ["10.1.0.7/16"]\n')

    assert config.fetch.allow_networks == (ip_network("10.1.0.0/16"), ip_network("fd12:3456::/32"))
    assert given.fetch.allow_networks == config.fetch.allow_networks
    assert problems == [
        (
            "monitor.toml:2: fetch.allow_networks[0]: is no network (given: 10.1.0.7/16)"
            " – write 10.1.0.0/16 or fd12::/48"
        )
    ]


def test_allowed_hosts_may_stand_in_one_variable(tmp_path: Path) -> None:
    config = load(tmp_path, "", MONITOR_WEB__ALLOWED_HOSTS="a.example, b_c.example")

    assert config.web.allowed_hosts == ("a.example", "b_c.example")


def test_tells_every_problem_of_every_source_at_once(tmp_path: Path) -> None:
    text = '[fetch]\ntimeout = "x"\n[smtp]\ntls = "y"\nport = 0\n'

    problems = read_problems(tmp_path, text, MONITOR_WEB__BIND="z", MONITOR_LOG__FORMAT="w")

    assert [problem.split(": ")[0] for problem in problems] == [
        "environment variable MONITOR_LOG__FORMAT",
        "environment variable MONITOR_WEB__BIND",
        "monitor.toml:2",
        "monitor.toml:4",
        "monitor.toml:5",
    ]


def test_lets_variables_win_over_the_file(tmp_path: Path) -> None:
    text = '[fetch]\ntimeout = "1s"\nconcurrency = 3\n'

    config = load(tmp_path, text, MONITOR_FETCH__TIMEOUT="9s", MONITOR_FETCH__ALLOW_PRIVATE="true")

    assert config.fetch.timeout == timedelta(seconds=9)
    assert config.fetch.concurrency == 3
    assert config.fetch.allow_private


@pytest.mark.parametrize(
    "name",
    [
        "MONITOR_RECEIVERS__DESK_MAIL__TO",
        "MONITOR_RECEIVERS__DESK-MAIL__TO",
        "MONITOR_RECEIVERS__desk_mail__to",
    ],
)
def test_finds_the_receiver_that_a_variable_means(tmp_path: Path, name: str) -> None:
    text = '[receivers.desk-mail]\nkind = "email"\nto = "old@example.org"\n'

    config = load(tmp_path, text, **{name: "a@example.org, b@example.org"})

    assert config.to_receivers() == (
        EmailReceiver(name="desk-mail", to=("a@example.org", "b@example.org")),
    )


def test_makes_a_receiver_from_variables_alone(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "",
        MONITOR_RECEIVERS__DESK_SLACK__KIND="slack",
        MONITOR_RECEIVERS__DESK_SLACK__WEBHOOK_URL="https://hooks.example/x",
    )

    assert config.to_receivers() == (
        SlackReceiver(name="desk-slack", webhook_url="https://hooks.example/x"),
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        (
            "MONITOR_FETCH__TIMEOT",
            "3s",
            (
                "environment variable MONITOR_FETCH__TIMEOT: fetch.timeot: unknown key"
                " – did you mean `timeout`?"
            ),
        ),
        (
            "MONITOR_FETSH__TIMEOUT",
            "3s",
            (
                "environment variable MONITOR_FETSH__TIMEOUT: fetsh: unknown key"
                " – did you mean `fetch`?"
            ),
        ),
        (
            "MONITOR_SMTP__PORT",
            "x",
            "environment variable MONITOR_SMTP__PORT: smtp.port: must be a whole number (given: x)",
        ),
        (
            "MONITOR_DATABASE_URL",
            "sqlite://",
            (
                "environment variable MONITOR_DATABASE_URL: database.url: section and key are"
                " parted"
                " by two underscores – did you mean `MONITOR_DATABASE__URL`?"
            ),
        ),
        (
            "MONITOR_SMTP__PASSWORD_FILE",
            "absent",
            (
                "environment variable MONITOR_SMTP__PASSWORD_FILE: smtp.password_file: cannot be"
                " read:"
                " No such file or directory (given: absent)"
            ),
        ),
    ],
)
def test_names_the_variable_that_is_wrong(
    tmp_path: Path, name: str, value: str, problem: str
) -> None:
    text = '[smtp]\nusername = "u"\npassword = "p"\n'

    assert read_problems(tmp_path, text, **{name: value}) == [problem]


@pytest.mark.parametrize("name", ["MONITOR_LOG", "MONITOR_HOME", "MONITORING__X__Y", "PATH"])
def test_leaves_variables_alone_that_are_not_ours(tmp_path: Path, name: str) -> None:
    assert load(tmp_path, "", **{name: "x"}).log.level == "info"


def test_takes_an_empty_variable_for_an_absent_one(tmp_path: Path) -> None:
    config = load(tmp_path, '[fetch]\ncontact = "a@b"\n', MONITOR_FETCH__CONTACT="")

    assert config.fetch.contact == "a@b"


def test_reads_a_secret_from_its_file_without_the_line_end(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("ge heim\n", encoding="utf-8")

    config = load(tmp_path, '[smtp]\nusername = "u"\npassword_file = "pw"\n')

    assert config.to_smtp().password == "ge heim"


def test_lets_a_variable_with_a_secret_win_over_the_files_secret_file(tmp_path: Path) -> None:
    text = '[smtp]\nusername = "u"\npassword_file = "absent"\n'

    config = load(tmp_path, text, MONITOR_SMTP__PASSWORD="direct")

    assert config.to_smtp().password == "direct"


def test_reads_the_database_address_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql+psycopg://u:p@h/d\n", encoding="utf-8")

    config = load(tmp_path, "", MONITOR_DATABASE__URL_FILE="url")

    assert config.database.url == "postgresql+psycopg://u:p@h/d"


def test_blots_out_every_secret(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("https://geheim3.example", encoding="utf-8")
    text = (
        '[database]\nurl = "postgresql+psycopg://u:geheim0@h/d"\n'
        '[smtp]\nusername = "u"\npassword = "geheim1"\n'
        '[receivers.a]\nkind = "slack"\nwebhook_url = "https://geheim2.example"\n'
        '[receivers.b]\nkind = "slack"\nwebhook_url_file = "url"\n'
    )

    config = load(tmp_path, text)

    assert "geheim" not in repr(config)
    assert "geheim" not in repr(config.to_shown())
    assert "geheim" not in repr((config.to_smtp(), config.to_receivers()))
    assert config.to_shown()["database"]["url"] == "postgresql+psycopg://u:***@h/d"
    assert config.to_shown()["receivers"]["b"] == {"kind": "slack", "webhook_url_file": "url"}


def test_reads_the_file_that_was_named_before_the_one_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[log]\nlevel = "debug"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[log]\nlevel = "error"\n', encoding="utf-8")

    named = load_config(tmp_path / "a.toml", {"MONITOR_CONFIG": "b.toml"})
    from_environ = load_config(None, {"MONITOR_CONFIG": "b.toml"})

    assert (named.log.level, from_environ.log.level) == ("debug", "error")


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda _: None, "m.toml: the file: does not exist"),
        (lambda path: path.mkdir(), "m.toml: the file: cannot be read: Is a directory"),
        (lambda path: path.write_bytes(b"\xff"), "m.toml: the file: is not UTF-8 text"),
        (lambda path: path.write_text("x = \n"), "m.toml:1: the file: is not TOML: Invalid value"),
    ],
)
def test_says_why_a_named_file_cannot_be_used(tmp_path: Path, make, problem: str) -> None:
    make(tmp_path / "m.toml")

    with pytest.raises(ConfigError) as caught:
        load_config(None, {"MONITOR_CONFIG": "m.toml"})

    assert str(caught.value) == problem


def test_describes_the_settings_as_a_json_schema() -> None:
    schema = settings_schema()
    good = {
        "fetch": {"timeout": "30s"},
        "smtp": {"from": "a@b"},
        "receivers": {"d": {"kind": "email", "to": ["a@b"]}},
    }

    jsonschema.validate(good, schema)

    for bad in ({"fetch": {"timeout": "30"}}, {"fetsh": {}}, {"receivers": {"d": {"kind": "x"}}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://u:CANARY@h:5432/d", "postgresql+psycopg://u:***@h:5432/d"),
        ("postgresql+psycopg://u:CAN@ARY@h/d", "postgresql+psycopg://u:***@h/d"),
        ("postgresql+psycopg://u:CAN/ARY@h/d", "postgresql+psycopg://u:***@h/d"),
        ("postgresql+psycopg://u:CAN?ARY@h/d", "postgresql+psycopg://***"),
        ("postgresql+psycopg://h/d?user=u&password=CANARY", "postgresql+psycopg://h/d"),
        ("postgresql+psycopg://h/d?user=u&password=CAN@ARY", "postgresql+psycopg://***"),
        ("postgresql+psycopg://u:CAN@h/d?sslpassword=ARY", "postgresql+psycopg://u:***@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////var/lib/monitor/monitor.db", "sqlite:////var/lib/monitor/monitor.db"),
    ],
)
def test_shows_no_part_of_a_password_wherever_it_stands_in_the_database_address(
    tmp_path: Path, url: str, shown: str
) -> None:
    config = load(tmp_path, f'[database]\nurl = "{url}"\n')

    assert config.to_shown()["database"]["url"] == shown


def test_articles_are_kept_for_a_year_and_digests_of_what_was_held_come_at_eight() -> None:
    config = load_config(None, {})

    assert config.prune.articles == timedelta(days=365)
    assert config.digest.held == "daily 08:00 UTC"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[prune]\narticles = "7d"\n', "is shorter than 14d (given: 7d) – 0s keeps all for ever"),
        ('[digest]\nheld = "noon"\n', "is no time of a digest"),
        ('[alert]\ncoverage_to = "desk"\n', "coverage_to names desk, which is no receiver"),
    ],
)
def test_says_what_is_wrong_with_what_the_clock_does(
    tmp_path: Path, text: str, problem: str
) -> None:
    (found,) = read_problems(tmp_path, text)

    assert problem in found


def test_what_is_to_be_kept_for_ever_is_written_as_nothing(tmp_path: Path) -> None:
    config = load(tmp_path, '[prune]\narticles = "0s"\npolls = "14d"\n')

    assert (config.prune.articles, config.prune.polls) == (timedelta(), timedelta(days=14))


def test_what_is_wrong_with_a_secret_of_a_file_is_told_of_the_key_that_names_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "pw").write_text("geheim")

    with pytest.raises(ConfigError) as caught:
        load(tmp_path, f'[smtp]\npassword_file = "{tmp_path / "pw"}"\n')

    (problem,) = caught.value.problems
    assert str(problem) == "monitor.toml:2: smtp.password_file: needs a username"
    assert "geheim" not in str(problem)
