"""Ask Wikidata what a person, a place or an organization is called in all languages.

Network. Through the one outbound client, with the API's own words
(https://www.wikidata.org/w/api.php: `wbgetentities`, `wbsearchentities`). The data is CC0.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from monitor.errors import BadStatus, NoWikidata
from monitor.model import ConceptKind, Name, NameSource, WikidataRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.outbound import OutboundClient

#: The API takes no more ids at once.
MOST_IDS: Final = 50
#: What is asked of a record.
WHOLE: Final = "labels|aliases|claims|descriptions"
#: "instance of", and what it says a thing is.
INSTANCE_OF: Final = "P31"
KINDS: Final[Mapping[str, ConceptKind]] = {
    "Q5": ConceptKind.PERSON,
    "Q6256": ConceptKind.COUNTRY,
    "Q3624078": ConceptKind.COUNTRY,
    "Q7275": ConceptKind.COUNTRY,
    "Q515": ConceptKind.PLACE,
    "Q1549591": ConceptKind.PLACE,
    "Q5119": ConceptKind.PLACE,
    "Q486972": ConceptKind.PLACE,
    "Q532": ConceptKind.PLACE,
    "Q3957": ConceptKind.PLACE,
    "Q35657": ConceptKind.PLACE,
    "Q10864048": ConceptKind.PLACE,
    "Q43229": ConceptKind.ORGANIZATION,
    "Q4830453": ConceptKind.ORGANIZATION,
    "Q783794": ConceptKind.ORGANIZATION,
    "Q891723": ConceptKind.ORGANIZATION,
    "Q7278": ConceptKind.ORGANIZATION,
    "Q245065": ConceptKind.ORGANIZATION,
    "Q484652": ConceptKind.ORGANIZATION,
    "Q327333": ConceptKind.ORGANIZATION,
}
#: "country" and "ISO 3166-1 alpha-2 code".
COUNTRY: Final = "P17"
COUNTRY_CODE: Final = "P297"
#: Languages of Wikidata that name no language.
NO_LANGUAGES: Final = frozenset({"mul", "zxx", "und", "mis"})


async def fetch_wikidata(
    client: OutboundClient, api: str, ids: Sequence[str]
) -> dict[str, WikidataRecord]:
    """Fetch records by their ids; ids that it does not know are left out.

    Raises:
        FetchError: no answer. NoWikidata: it answered something else.
    """
    asked = sorted(set(ids))
    records: dict[str, dict[str, Any]] = {}
    for start in range(0, len(asked), MOST_IDS):
        records |= await _get(client, api, asked[start : start + MOST_IDS], WHOLE)
    countries = await _find_countries(client, api, records.values())
    return {id_: _read(record, countries) for id_, record in records.items()}


async def search_wikidata(
    client: OutboundClient, api: str, text: str, *, language: str = "en"
) -> tuple[WikidataRecord, ...]:
    """Search for records by a name; they come without their names in other languages.

    Raises:
        FetchError: no answer. NoWikidata: it answered something else.
    """
    answer = await _ask(
        client,
        api,
        action="wbsearchentities",
        search=text,
        language=language,
        uselang=language,
        type="item",
        limit="10",
    )
    return tuple(
        WikidataRecord(
            id=str(found["id"]),
            label=str(found.get("label", found["id"])),
            description=str(found.get("description", "")),
        )
        for found in _list(answer.get("search"))
        if "id" in found
    )


async def _get(
    client: OutboundClient, api: str, ids: Sequence[str], props: str
) -> dict[str, dict[str, Any]]:
    """Give the records by the ids that were asked for; a merged one stands under the old id."""
    answer = await _ask(
        client, api, action="wbgetentities", ids="|".join(ids), props=props, redirects="yes"
    )
    found = answer.get("entities")
    if not isinstance(found, dict):
        raise NoWikidata(api, problem="the answer holds no entities")
    records: dict[str, dict[str, Any]] = {}
    for id_, record in found.items():
        if isinstance(record, dict) and "missing" not in record:
            redirect = record.get("redirects")
            asked = redirect.get("from", id_) if isinstance(redirect, dict) else id_
            records[str(asked)] = record
    return records


async def _find_countries(
    client: OutboundClient, api: str, records: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """Give the country codes of the countries that these records lie in."""
    ids = sorted({id_ for record in records for id_ in _ids(record, COUNTRY)})
    if not ids:
        return {}
    countries = await _get(client, api, ids[:MOST_IDS], "claims")
    return {
        str(country.get("id")): code
        for country in countries.values()
        for code in _strings(country, COUNTRY_CODE)
    }


async def _ask(client: OutboundClient, api: str, **question: str) -> dict[str, Any]:
    url = f"{api}?{urlencode({**question, 'format': 'json'})}"
    answer = await client.get(url, headers={"Accept": "application/json"})
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        raise BadStatus(url, status_code=answer.status_code, transient=answer.status_code >= 500)  # noqa: PLR2004
    try:
        value = json.loads(answer.body)
    except ValueError as error:
        raise NoWikidata(api, problem="the answer is no JSON") from error
    if not isinstance(value, dict):
        raise NoWikidata(api, problem="the answer is no object")
    if isinstance(problem := value.get("error"), dict):
        raise NoWikidata(api, problem=str(problem.get("info", problem.get("code", "refused"))))
    return value


def _read(record: Mapping[str, Any], countries: Mapping[str, str]) -> WikidataRecord:
    labels = _texts(record.get("labels"))
    kinds = [KINDS[id_] for id_ in _ids(record, INSTANCE_OF) if id_ in KINDS]
    codes = [
        *_strings(record, COUNTRY_CODE),
        *(countries.get(c, "") for c in _ids(record, COUNTRY)),
    ]
    id_ = str(record.get("id"))
    english = next((text for language, text in labels if language in {"en", "mul"}), None)
    described = _texts(record.get("descriptions"))
    return WikidataRecord(
        id=id_,
        label=english or (labels[0][1] if labels else id_),
        description=next((text for language, text in described if language == "en"), ""),
        kind=kinds[0] if kinds else None,
        country=next((code for code in codes if code), None),
        names=tuple(_names((*labels, *_alias_texts(record.get("aliases"))))),
    )


def _names(texts: Sequence[tuple[str, str]]) -> Iterator[Name]:
    """Give each name once for each language; variants of a language count as that language."""
    known = set()
    for code, text in texts:
        language = None if code in NO_LANGUAGES else code.split("-")[0].lower()
        if text and (language, text) not in known:
            known.add((language, text))
            yield Name(text=text, language=language, source=NameSource.WIKIDATA)


def _texts(value: object) -> list[tuple[str, str]]:
    items = value.items() if isinstance(value, dict) else ()
    return [
        (str(language), str(one["value"]).strip())
        for language, one in items
        if isinstance(one, dict) and "value" in one
    ]


def _alias_texts(value: object) -> list[tuple[str, str]]:
    items = value.items() if isinstance(value, dict) else ()
    return [
        (str(language), str(one["value"]).strip())
        for language, aliases in items
        for one in _list(aliases)
        if "value" in one
    ]


def _ids(record: Mapping[str, Any], claim: str) -> list[str]:
    return [
        str(value["id"])
        for value in _values(record, claim)
        if isinstance(value, dict) and "id" in value
    ]


def _strings(record: Mapping[str, Any], claim: str) -> list[str]:
    return [value for value in _values(record, claim) if isinstance(value, str)]


def _values(record: Mapping[str, Any], claim: str) -> Iterator[object]:
    """Give the values of a claim, the preferred before the others, none that is deprecated."""
    claims = record.get("claims")
    found = _list(claims.get(claim)) if isinstance(claims, dict) else []
    for one in sorted(found, key=lambda one: one.get("rank") != "preferred"):
        snak = one.get("mainsnak")
        if one.get("rank") != "deprecated" and isinstance(snak, dict):
            value = snak.get("datavalue")
            if isinstance(value, dict):
                yield value.get("value")


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
