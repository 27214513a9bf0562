"""Lists say what looking at every avatar would say."""

import random
from collections.abc import Iterator

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, generate, index, registry
from avatarchain.births import batches, breeding
from avatarchain.births.promised import index_promises
from avatarchain.births.recipients import Recipients
from avatarchain.chain import connect
from avatarchain.index import Index, promises, query
from avatarchain.index.query import Conditions, Span
from avatarchain.index.rows import expressed_bits
from avatarchain.keys.accounts import development
from avatarchain.registry import AvatarRecord
from avatarchain.registry.contract import send
from avatarchain.species import express, traits
from avatarchain.species.pack import load
from avatarchain.species.rarity import rarity

SPECIES = load("tuftling")
OTHER = development(1).address
COUNT, PROMISED = 120, 40


@pytest.fixture(scope="module")
def known(
    tmp_path_factory: pytest.TempPathFactory, development_key: LocalAccount
) -> Iterator[Index]:
    """120 founders, 4 children, some given away; a batch of 40 promised, 3 of them claimed."""
    folder = tmp_path_factory.mktemp("list")
    with connect("evm+sqlite://", folder=folder) as chain:
        book = registry.deploy(chain, development_key, SPECIES)
        path = folder / "slice.jsonl"
        path.write_bytes(generate.lines(generate.Slice(SPECIES, bytes(32), 500, PROMISED)))
        founders = generate.lines(generate.Slice(SPECIES, bytes(32), 0, COUNT)).splitlines()
        genomes = [int(generate.json.loads(line)["genome"], 16) for line in founders]
        send(book, development_key, "registerMany(address,uint256[])", OTHER, genomes[:30])
        own = development_key.address
        send(book, development_key, "registerMany(address,uint256[])", own, genomes[30:])
        pairs = [registry.identity_of(SPECIES, genome) for genome in genomes[30:38]]
        for mother, father in zip(pairs[::2], pairs[1::2], strict=True):
            breeding.breed(book, development_key, mother, father)
        with index.opened(folder, book, SPECIES, pytest.fail) as found:
            leaves = batches.read_leaves(path, SPECIES, Recipients(OTHER))
            batch, _ = batches.commit(found, development_key, folder, leaves)
            one = batches.promise(folder, book, batch, "507")
            batches.claim(book, development_key, one)  # before the index hears of the batch
            index.sync(found)
            index_promises(found, folder)
            for number in (501, 539):
                one = batches.promise(folder, book, batch, str(number))
                batches.claim(book, development_key, one)
            index.sync(found)
            index_promises(found, folder)
            yield found


def listed(known: Index, wanted: Conditions, **how: object) -> list[AvatarRecord]:
    found = [one.avatar for one in query.page(known, wanted, **how)]  # type: ignore[arg-type]
    if not how:
        assert query.count(known, wanted) == len(found)
    return found


def test_without_a_filter_all_are_listed_in_the_order_of_birth(known: Index) -> None:
    assert listed(known, Conditions()) == index.avatars(known)
    assert len(index.avatars(known)) == COUNT + 4 + 3


@pytest.mark.parametrize("locus", [one.name for one in SPECIES.loci if one.kind != "silent"])
def test_a_trait_finds_those_that_show_it(known: Index, locus: str) -> None:
    forms = {traits(SPECIES, one.genome)[locus] for one in index.avatars(known)}
    for form in forms:
        assert listed(known, Conditions(traits=((locus.upper(), form.upper()),))) == [
            one for one in index.avatars(known) if traits(SPECIES, one.genome)[locus] == form
        ]


def test_some_traits_are_hidden_in_this_collection(known: Index) -> None:
    told = [form for one in index.avatars(known) for form in traits(SPECIES, one.genome).values()]
    assert any(form.endswith("(hidden)") for form in told)


def test_traits_of_one_locus_are_alternatives_and_of_several_must_all_hold(known: Index) -> None:
    dice = random.Random(1)
    loci = [locus for locus in SPECIES.loci if locus.kind != "silent"]
    met = 0
    for _ in range(100):
        chosen = dice.sample(loci, 2)
        asked = tuple(
            (locus.name, allele.name)
            for locus in chosen
            for allele in dice.sample(locus.alleles, 4)
        )
        expected = [
            one
            for one in index.avatars(known)
            if all(
                (locus.name, traits(SPECIES, one.genome)[locus.name]) in asked for locus in chosen
            )
        ]
        assert listed(known, Conditions(traits=asked)) == expected
        met += len(expected)
    assert met


def test_owner_generation_and_rarity_are_filters(known: Index) -> None:
    everyone = index.avatars(known)
    assert listed(known, Conditions(owner=OTHER)) == [one for one in everyone if one.owner == OTHER]
    assert listed(known, Conditions(owner=development(3).address)) == []
    children = [one for one in everyone if one.generation]
    assert listed(known, Conditions(generation=Span(1, 1))) == children
    assert listed(known, Conditions(generation=Span(0, 1))) == everyone
    assert listed(known, Conditions(generation=Span(2))) == []
    middle = sorted(rarity(SPECIES, one.genome) for one in everyone)[60]
    rare = [one for one in everyone if rarity(SPECIES, one.genome) >= middle]
    assert listed(known, Conditions(rarity=Span(middle))) == rare
    assert 0 < len(rare) < len(everyone)


@pytest.mark.parametrize("owner", ["x' or '1'='1", "0x'", '" or 1 --', "') or (1", "", "%", "?"])
def test_what_is_no_address_owns_nothing_and_is_no_sql(known: Index, owner: str) -> None:
    wanted = Conditions(owner=owner, promised=True)
    assert query.count(known, wanted) == 0
    assert list(query.page(known, wanted)) == []


def test_lists_are_sorted_and_cut_into_pages(known: Index) -> None:
    rarest = listed(known, Conditions(), order="rarity")
    assert [rarity(SPECIES, one.genome) for one in rarest] == sorted(
        (rarity(SPECIES, one.genome) for one in index.avatars(known)), reverse=True
    )
    assert listed(known, Conditions(), order="rarity", reverse=True)[0] == rarest[-1]
    assert listed(known, Conditions(), reverse=True) == index.avatars(known)[::-1]
    assert listed(known, Conditions(), order="generation")[-4:] == [
        one for one in index.avatars(known) if one.generation
    ]
    pages = [
        listed(known, Conditions(), order="rarity", limit=50, offset=at) for at in (0, 50, 100)
    ]
    assert [one for page in pages for one in page] == rarest
    assert listed(known, Conditions(), offset=1000) == []


def test_promised_avatars_come_behind_and_claimed_ones_as_registered(known: Index) -> None:
    found = list(query.page(known, Conditions(promised=True)))
    assert [one.avatar for one in found if one.promised is None] == index.avatars(known)
    promised = [one for one in found if one.promised is not None]
    assert found[-len(promised) :] == promised
    numbers = [one.promised.number for one in promised if one.promised]
    assert numbers == [at for at in range(500, 540) if at not in (501, 507, 539)]
    for one in promised:
        assert one.promised is not None
        assert (one.promised.batch, one.promised.to) == (0, OTHER)
        assert one.rarity == rarity(SPECIES, one.avatar.genome)
        assert one.avatar.identity == registry.identity_of(SPECIES, one.avatar.genome)
    assert query.count(known, Conditions(promised=True)) == len(found)
    wanted = Conditions(promised=True, owner=development(2).address)
    assert list(query.page(known, wanted)) == []
    mixed = list(query.page(known, Conditions(promised=True), order="rarity"))
    assert [one.rarity for one in mixed] == sorted((one.rarity for one in found), reverse=True)


def test_a_claim_that_the_chain_takes_back_is_promised_again(known: Index) -> None:
    known.sql.execute("savepoint trial")
    last = query.count(known, Conditions()) - 1
    known.rows("update promise set claimed = null where claimed >= ?", last)
    assert query.count(known, Conditions(promised=True)) == COUNT + 4 + PROMISED + 1
    known.sql.execute("rollback to trial")
    known.sql.execute("release trial")


def test_arrays_say_of_looks_what_single_genomes_say(known: Index) -> None:
    import numpy as np

    genomes = [one.genome for one in index.avatars(known)]
    table = np.frombuffer(b"".join(g.to_bytes(32, "big") for g in genomes), np.uint8)
    shown, hidden, rarities = promises.look_columns(SPECIES, table.reshape(-1, 32))
    assert shown == [expressed_bits(genome) for genome in genomes]
    assert hidden == [express(SPECIES, genome).hidden for genome in genomes]
    assert rarities == [rarity(SPECIES, genome) for genome in genomes]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3", Span(3, 3)),
        ("3..3", Span(3, 3)),
        ("2..5", Span(2, 5)),
        ("2..", Span(2)),
        ("..5", Span(None, 5)),
    ],
)
def test_ranges_are_read(text: str, span: Span) -> None:
    assert query.parse_span(text) == span
    assert query.parse_span("45.5..", 1000) == Span(45_500)


@pytest.mark.parametrize(
    "text", ["", "..", "x", "-1", "1.5", "1..2..3", "1 ..2", "9" * 30, "9" * 400, "5..2"]
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(errors.BadFilter):
        query.parse_span(text)


@pytest.mark.timeout(60)
def test_digits_that_are_no_range_are_read_once() -> None:
    """They were given to the first number and to the second in all ways: minutes for these."""
    with pytest.raises(errors.BadFilter, match="expected a number"):
        query.parse_span("1" * 400_000 + "x")


@pytest.mark.parametrize(
    ("trait", "says"),
    [
        ("fur", "such as fur=moss"),
        ("wings=big", "the loci of tuftling are fur"),
        ("fur=pink", "fur is one of moss, bark"),
    ],
)
def test_a_trait_that_there_is_not_is_refused_with_those_that_there_are(
    known: Index, trait: str, says: str
) -> None:
    with pytest.raises(errors.BadFilter, match=says):
        listed(known, Conditions(traits=(query.parse_trait(trait),)))
