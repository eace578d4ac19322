"""Tell the whole trace of an article.

Database.
"""

from __future__ import annotations

import click

from monitor.cli.desk import open_store, read_now
from monitor.cli.lazy import Command
from monitor.cli.output import json_option, print_json, print_line


@click.command(cls=Command)
@click.argument("article")
@click.argument("topic", required=False)
@json_option
def why(article: str, topic: str | None, *, as_json: bool) -> None:
    """Tell the whole trace of ARTICLE, delivered or not; of TOPIC alone where you name one.

    ARTICLE is its address, with or without https://, or its number. One that no feed showed is
    an answer too: then `article` is null.
    """
    from monitor.manage.why import explain, tell_explanation, write_explanation

    with open_store() as store:
        explanation = explain(store, article, now=read_now(), topic=topic)
    if as_json:
        print_json(write_explanation(explanation))
        return
    for line in tell_explanation(explanation):
        print_line(line)
