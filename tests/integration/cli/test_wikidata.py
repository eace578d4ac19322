"""Concepts with the names that Wikidata has for them, asked for over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.wikidata import WikidataServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.cli.conftest import Shell


@pytest.fixture
def wikidata(shell: Shell) -> Iterator[WikidataServer]:
    with WikidataServer() as server:
        shell.write(
            "monitor.toml",
            f'[fetch]\nallow_private = true\ncontact = "desk@example.org"\n'
            f'[wikidata]\nurl = "{server.url}"\n',
        )
        yield server


def names_of(shell: Shell, key: str) -> dict[str, str]:
    return {name["name"]: name["source"] for name in shell.objects("concepts", "names", key)}


def test_a_person_gets_the_names_that_wikidata_has(shell: Shell, wikidata: WikidataServer) -> None:
    told = shell.done("concepts", "add", "shoigu", "--wikidata", "Q1001")

    names = names_of(shell, "shoigu")
    [concept] = shell.objects("concepts", "list")
    assert told.startswith("added @shoigu: Sergei Shoigu (person), names: ")
    assert (concept["kind"], concept["wikidata"]) == ("person", "Q1001")
    assert {"쇼이구", "Siergiej Szojgu", "Σεργκέι Σοϊγκού", "謝爾蓋·紹伊古"} <= names.keys()
    assert names["Siergiej Szojgu"] == "wikidata"
    assert names["Sergei Shoigu"] == "given"
    assert "monitor/" in wikidata.askers[0]
    assert "desk@example.org" in wikidata.askers[0]


def test_a_place_lies_in_the_country_that_wikidata_says(
    shell: Shell, wikidata: WikidataServer
) -> None:
    shell.done("concepts", "add", "pyongyang", "--wikidata", "Q18808")
    shell.done("concepts", "add", "dprk", "--wikidata", "Q423")

    concepts = {concept["key"]: concept for concept in shell.objects("concepts", "list")}
    assert (concepts["pyongyang"]["kind"], concepts["pyongyang"]["country"]) == ("place", "KP")
    assert (concepts["dprk"]["kind"], concepts["dprk"]["country"]) == ("country", "KP")
    assert len(wikidata.questions) == 3


def test_words_that_find_one_thing_add_it_and_words_that_find_more_list_them(
    shell: Shell, wikidata: WikidataServer
) -> None:
    several = shell.run("concepts", "add", "k", "--wikidata", "korea")
    one = shell.run("concepts", "add", "s", "--wikidata", "Шойгу")

    assert several.code == 1
    assert "Q423" in several.out
    assert "Q18808" in several.out
    assert "monitor concepts add k --wikidata Q" in several.err
    assert one.code == 0
    assert [concept["key"] for concept in shell.objects("concepts", "list")] == ["s"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--wikidata", "Q999999"), 1, "there is no Q999999"),
        (("--kind", "person"), 2, "name: is missing"),
        ((), 2, "kind"),
        (("--wikidata", "Q1001", "--kind", "place", "--country", "Germany"), 2, "country"),
    ],
)
def test_says_what_is_wrong_and_stores_nothing(
    shell: Shell, wikidata: WikidataServer, arguments: tuple[str, ...], code: int, told: str
) -> None:
    result = shell.run("concepts", "add", "k", *arguments)

    assert result.code == code
    assert told in result.err
    assert shell.objects("concepts", "list") == []


def test_refreshing_takes_new_names_and_leaves_switched_off_ones_off(
    shell: Shell, wikidata: WikidataServer
) -> None:
    shell.done("concepts", "add", "shoigu", "--wikidata", "Q1001")
    shell.done("concepts", "names", "shoigu", "--off", "Schoigu")
    wikidata.records["Q1001"]["aliases"]["sw"] = [{"language": "sw", "value": "Sergei Shoigwu"}]

    told = shell.done("concepts", "refresh")

    states = {n["name"]: n["enabled"] for n in shell.objects("concepts", "names", "shoigu")}
    assert "(+2)" in told
    assert (states["Sergei Shoigwu"], states["Shoigwu"]) == (True, True)
    assert not states["Schoigu"]


def test_applying_a_file_keeps_the_names_from_wikidata(
    shell: Shell, wikidata: WikidataServer
) -> None:
    newsroom = "concepts:\n  shoigu: {kind: person, name: Sergei Shoigu, wikidata: Q1001}\n"
    shell.write("newsroom.yaml", newsroom)
    shell.done("apply", "newsroom.yaml")
    shell.done("concepts", "refresh", "shoigu")
    before = names_of(shell, "shoigu")

    again = shell.done("apply", "newsroom.yaml")

    assert names_of(shell, "shoigu") == before
    assert "Szojgu" in " ".join(before)
    assert "1 unchanged" in again
    assert "wikidata: Q1001" in shell.done("export")


def test_a_name_that_does_not_exist_cannot_be_switched(
    shell: Shell, wikidata: WikidataServer
) -> None:
    shell.done("concepts", "add", "shoigu", "--wikidata", "Q1001")

    result = shell.run("concepts", "names", "shoigu", "--off", "Schoygu")

    assert result.code == 1
    assert "Schoygu" in result.err


def test_a_thing_that_wikidata_has_no_more_holds_up_no_other(
    shell: Shell, wikidata: WikidataServer
) -> None:
    for key in ("one", "two"):
        shell.done("concepts", "add", key, "--wikidata", "Q18808")
    shell.done("concepts", "add", "gone", "--wikidata", "Q1001")
    del wikidata.records["Q1001"]

    result = shell.run("concepts", "refresh")

    assert result.code == 1
    assert "@gone: Wikidata has no Q1001 any more" in result.err
    assert ("@one" in result.out, "@two" in result.out) == (True, True)
    assert "Siergiej Szojgu" in names_of(shell, "gone")


def test_a_thing_that_was_merged_into_another_is_found_by_its_old_id(
    shell: Shell, wikidata: WikidataServer
) -> None:
    merged = {**wikidata.records["Q1001"], "redirects": {"from": "Q77", "to": "Q1001"}}
    wikidata.records["Q77"] = merged

    shell.done("concepts", "add", "shoigu", "--wikidata", "Q77")

    assert "쇼이구" in names_of(shell, "shoigu")


@pytest.mark.parametrize("key", ["bad key", "ü!", "@x", ""])
def test_a_key_that_no_query_could_name_is_refused(
    shell: Shell, wikidata: WikidataServer, key: str
) -> None:
    result = shell.run("concepts", "add", key, "--wikidata", "Q1001")

    assert result.code == 2
    assert shell.objects("concepts", "list") == []
