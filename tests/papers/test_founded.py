"""What is told of a founder of a founding: its place, the order of things, who took what."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import registry
from avatarchain.base.canonical import to_hex
from avatarchain.births import batches, foundings, merkle
from avatarchain.births.batch_files import kept
from avatarchain.births.founders import collection
from avatarchain.births.recipients import Recipients, read_list, sole
from avatarchain.errors import NotDrawnYet
from avatarchain.genetics.seeds import founder
from avatarchain.keys import seal
from avatarchain.keys.accounts import development
from avatarchain.papers import certificate, founded, founding_words
from avatarchain.papers.audit import audit
from avatarchain.papers.issuer_keys import publish
from avatarchain.papers.origin import provenance
from avatarchain.papers.pictures import PictureOptions, paint
from avatarchain.registry import Registry
from avatarchain.registry import foundings as contract
from avatarchain.registry.events import FOUNDING_COMMITTED
from avatarchain.species import Species
from avatarchain.species.pack import load
from support.hostile import lying

SPECIES = load("tuftling")
HOLDER = sole(development(1).address)
COUNT = 10

embedded = pytest.mark.parametrize("chain", ["embedded"], indirect=True)


@pytest.fixture
def issuer(development_key: LocalAccount) -> LocalAccount:
    return development_key


@pytest.fixture
def drawn(book: Registry, issuer: LocalAccount) -> foundings.Drawn:
    """Founding 0, after its draw and not committed."""
    foundings.found(book, issuer, HOLDER, COUNT, 8)
    return foundings.await_draw(book, 0)


def commit(
    book: Registry, issuer: LocalAccount, folder: Path, drawn: foundings.Drawn, to: Recipients
) -> None:
    foundings.commit(book, issuer, folder, drawn, foundings.leaves_of(SPECIES, drawn, to))


def claim(book: Registry, folder: Path, number: int) -> registry.AvatarRecord:
    promise = batches.promise(folder, book, kept(folder, book, 0), str(number))
    return registry.born_by(batches.claim(book, development(2), promise), promise.to)


def genomes(drawn: foundings.Drawn) -> list[int]:
    return [founder.genome for founder in collection(SPECIES, drawn.master, COUNT)]


@embedded
def test_what_was_taken_is_told_with_number_holder_block_and_by_whom(
    book: Registry, issuer: LocalAccount, folder: Path, drawn: foundings.Drawn
) -> None:
    contract.found(book, issuer, HOLDER.hash, 3, book.chain.head().number + 9)
    early = registry.register(book, issuer, issuer.address, genomes(drawn)[4]).block_number
    to_holder = registry.register(book, issuer, HOLDER.sole or "", genomes(drawn)[2]).block_number
    commit(book, issuer, folder, drawn, HOLDER)
    late = registry.register(book, issuer, issuer.address, genomes(drawn)[7]).block_number
    for number in (0, 9):
        claim(book, folder, number)
    standing = founded.standing(book, SPECIES, 0)
    assert standing.taken == (
        founded.Taken(2, HOLDER.sole or "", to_holder, False),
        founded.Taken(4, issuer.address, early, False),
        founded.Taken(7, issuer.address, late, False),
    )
    assert (standing.claimed, standing.claimable, standing.repeats) == (2, 7, 0)
    assert (standing.place, standing.of, standing.follows) == (1, 2, True)
    assert founding_words.describe_standing(standing) == (
        "founding 1 of 2 by this issuer; 2 of its 10 claimed, 5 claimable, 3 taken: number 2 "
        f"registered otherwise for {HOLDER.sole} in block {to_holder}; number 4 registered "
        f"otherwise for {issuer.address} in block {early}; number 7 registered otherwise "
        f"for {issuer.address} in block {late}"
    )


@embedded
def test_the_root_of_a_list_can_be_judged_only_with_the_list(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    path = folder / "list.txt"
    path.write_text("\n".join(development(number % 3).address for number in range(COUNT)))
    listed = read_list(path, COUNT, repeats=True)
    foundings.found(book, issuer, listed, COUNT, 8)
    drawn = foundings.await_draw(book, 0)
    other = Recipients(None, listed.addresses[20:] + listed.addresses[:20])
    commit(book, issuer, folder, drawn, other)
    claim(book, folder, 3)
    unknown = founded.standing(book, SPECIES, 0)
    assert (unknown.follows, unknown.claimed, unknown.taken) == (None, 1, ())
    known = founded.standing(book, SPECIES, 0, listed)
    assert known.follows is False
    assert [taken.index for taken in known.taken] == [3]
    assert founded.standing(book, SPECIES, 0, other).follows is True


def test_the_order_is_told_and_what_the_issuer_could_do_in_it() -> None:
    promised = contract.Founding(0, HOLDER.hash, COUNT, 170, 10, bytes(32))
    done = replace(promised, commitment=contract.Commitment(0, bytes(32), 180, bytes(32)))
    assert founding_words.describe_order(done, 12) == (
        "promised in block 10, closed in block 12, drawn by block 170, committed in block 180: "
        "the issuer could take no founder, and after closing no child, except by a guess "
        "registered before closing"
    )
    for closed in (169, 171, 185):
        assert founding_words.describe_order(done, closed).endswith(
            ": until it closed, the issuer could register drawn founders first"
        )
    assert "could take no founder" in founding_words.describe_order(done, 168)
    for doubtful in ((), (1,)):
        assert founding_words.describe_order(done, 168, doubtful, guesses=True).endswith(
            "by a guess registered or put into a batch before closing"
        )
    assert founding_words.describe_order(done, 168, (1, 2), others=True).endswith(
        ": the issuer could take founders, and after closing children, only by a root of foundings "
        "1, 2 that does not follow, or by a guess registered before closing, or by another "
        "founding that draws the same"
    )
    many = founding_words.describe_order(done, 168, range(1000))
    assert "by a root of foundings 0, 1, 2, 3, 4 and 995 more that does not follow" in many
    assert founding_words.describe_order(promised, None) == (
        "promised in block 10, drawn by block 170, issuance open: the issuer can register drawn "
        "founders first"
    )


@embedded
def test_a_batch_that_could_hold_guesses_is_told_in_the_strong_order(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    foundings.found(book, issuer, HOLDER, COUNT, 8 + 3)
    registry.send(book, issuer, "commitBatch(bytes32,uint256)", bytes(32), 16)
    contract.close_issuance(book, issuer)
    commit(book, issuer, folder, foundings.await_draw(book, 0), HOLDER)
    (row,) = founding_words.overview(book, SPECIES)
    assert "except by a guess registered or put into a batch before closing" in row["told"]


@embedded
def test_a_founding_that_was_kept_back_is_told_as_a_way_to_take_founders_of_another(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    foundings.found(book, issuer, HOLDER, 1, 8)
    foundings.found(book, issuer, HOLDER, COUNT, 9)
    contract.close_issuance(book, issuer)
    drawn = foundings.await_draw(book, 1)
    commit(book, issuer, folder, drawn, HOLDER)
    stolen = genomes(drawn)[4]
    contract.commit_founding(book, issuer, 0, merkle.leaf(issuer.address, stolen))
    claimed = "claim(uint256,address,uint256,bytes32[])"
    registry.send(book, issuer, claimed, 1, issuer.address, stolen, [])
    standing = founded.standing(book, SPECIES, 1)
    assert [(taken.index, taken.to) for taken in standing.taken] == [(4, issuer.address)]
    told = [row["told"] for row in founding_words.overview(book, SPECIES)]
    assert "only by a root of founding 0 that does not follow, or by a guess" in told[1]
    assert "root is not the one that follows, so the promise was broken" in told[0]
    assert "could take no founder" not in "".join(told)


@embedded
@pytest.mark.parametrize("to", ["list", "early", "one address"])
def test_a_root_of_the_issuers_choice_is_told_as_a_way_to_take_founders_and_children(
    book: Registry, issuer: LocalAccount, folder: Path, to: str
) -> None:
    """It was committed before the issuance was closed, and before the other founding was drawn."""
    publish(book, issuer, seal.DEVELOPMENT_KEY)
    guess = merkle.leaf(issuer.address, 5)
    contract.found(
        book,
        issuer,
        bytes(range(32)) if to == "list" else sole(issuer.address).hash,
        1,
        book.chain.head().number + 9,
    )
    if to != "early":
        foundings.await_draw(book, 0)
    contract.commit_founding(book, issuer, 0, guess)
    foundings.found(book, issuer, HOLDER, COUNT, 10)
    contract.close_issuance(book, issuer)
    drawn = foundings.await_draw(book, 1)
    commit(book, issuer, folder, drawn, HOLDER)
    promise = batches.promise(folder, book, kept(folder, book, 1), "6")
    born = registry.born_by(batches.claim(book, development(2), promise), promise.to)
    registry.send(
        book, issuer, "claim(uint256,address,uint256,bytes32[])", 0, issuer.address, 5, []
    )
    pictures = PictureOptions(folder / "pictures", "json", 64)
    drew = provenance(book, SPECIES, born)
    path = paint(book, SPECIES, born, None, pictures, provenance=drew)
    ok, detail = origin_of(book, folder, certificate.parse(path.read_bytes()))
    assert ok
    for told in (detail, [row["told"] for row in founding_words.overview(book, SPECIES)][1]):
        assert "only by a root of founding 0 that does not follow, or by a guess" in told
        assert "could take no founder" not in told


@embedded
def test_another_founding_whose_root_follows_is_no_way_to_take_founders(
    book: Registry, issuer: LocalAccount, folder: Path, drawn: foundings.Drawn
) -> None:
    """It was committed after the draw of this one."""
    publish(book, issuer, seal.DEVELOPMENT_KEY)
    foundings.found(book, issuer, HOLDER, COUNT, 10)
    contract.close_issuance(book, issuer)
    later = foundings.await_draw(book, 1)
    for draw in (drawn, later):
        commit(book, issuer, folder, draw, HOLDER)
    promise = batches.promise(folder, book, kept(folder, book, 1), "6")
    born = registry.born_by(batches.claim(book, development(2), promise), promise.to)
    pictures = PictureOptions(folder / "pictures", "json", 64)
    drew = provenance(book, SPECIES, born)
    path = paint(book, SPECIES, born, None, pictures, provenance=drew)
    _, detail = origin_of(book, folder, certificate.parse(path.read_bytes()))
    for told in (detail, [row["told"] for row in founding_words.overview(book, SPECIES)][1]):
        assert "no founder, and after closing no child, except by a guess registered before" in told


@embedded
def test_a_guess_that_was_registered_before_closing_is_not_denied(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    foundings.found(book, issuer, HOLDER, 1, 8 + 2)
    registry.register(book, issuer, issuer.address, 0)
    contract.close_issuance(book, issuer)
    drawn = foundings.await_draw(book, 0)
    foundings.commit(book, issuer, folder, drawn, foundings.leaves_of(ALIKE, drawn, HOLDER))
    (row,) = founding_words.overview(book, ALIKE)
    assert "no child, except by a guess registered before closing; founding 1" in row["told"]
    assert "1 taken: number 0 registered otherwise" in row["told"]


@pytest.mark.own_chain
@pytest.mark.parametrize("chain", ["anvil"], indirect=True)
def test_nobody_chose_only_what_four_epochs_of_a_public_network_drew(
    book: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = book.chain
    chain.ask("anvil_setBlockTimestampInterval", 12)
    chain.mine(170 - chain.head().number)
    far = contract.Founding(0, HOLDER.hash, 1000, 170, 10, bytes(32))
    near = replace(far, block=170 - 127)
    place = founded.Place(far, 7, bytes(32))
    assert founding_words.describe_place(place, chain).endswith(
        "whoever makes the blocks can choose what they draw; who claims can choose among the 1,000"
    )
    monkeypatch.setattr(chain, "chain_id", 4242)  # a chain of which nothing is known
    assert founding_words.describe_place(place, chain).endswith(
        "who makes the blocks of chain 4242 may have chosen the draw: nothing is known of them "
        "here; who claims can choose among the 1,000"
    )
    monkeypatch.setattr(chain, "chain_id", 1)
    assert founding_words.describe_place(place, chain) == (
        "number 7 of the 1,000 of founding 0, promised in block 10, drawn by block 170: nobody "
        "chose the draw; who claims can choose among the 1,000"
    )
    alone = founded.Place(replace(far, count=1), 0, bytes(32))
    assert founding_words.describe_place(alone, chain).endswith(
        "drawn by block 170: nobody chose the draw"
    )
    done = contract.Commitment(0, bytes(32), 180, bytes(32))
    for founding in (
        replace(far, count=founded.MOST + 1),
        replace(far, recipients=bytes([1] * 32)),
    ):
        unjudged = replace(place, founding=replace(founding, commitment=done))
        assert founding_words.describe_place(unjudged, chain).endswith(
            f"drawn by block 170; who claims can choose among the {founding.count:,}; root and "
            "recipients not checked"
        )
    told = founding_words.describe_place(replace(place, founding=near), chain)
    assert "only 127 blocks lie between, so who proposes several of them could choose" in told
    assert "nobody" not in told
    # The proposer of block 171 leaves its slot out, and so draws again.
    chain.ask("evm_setNextBlockTimestamp", chain.head().timestamp + 24)
    chain.mine()
    told = founding_words.describe_place(replace(place, founding=replace(far, draw=171)), chain)
    assert "1 slot was empty among the 8 blocks before it, whose proposers could choose" in told
    assert "nobody" not in told


@embedded
def test_the_place_of_an_avatar_is_found_and_none_of_others(
    book: Registry, issuer: LocalAccount, folder: Path, drawn: foundings.Drawn
) -> None:
    foundings.found(book, issuer, HOLDER, COUNT, 8)
    with pytest.raises(NotDrawnYet):
        founded.standing(book, SPECIES, 1)
    commit(book, issuer, folder, drawn, HOLDER)
    place = founded.place_of(book, SPECIES, claim(book, folder, 6))
    assert place is not None
    assert (place.index, place.seed) == (6, founded.place_in(drawn, 6).seed)
    assert place.founding == contract.founding(book, 0)
    registry.register(book, issuer, issuer.address, 5)
    other = registry.avatar(book, registry.identity_of(SPECIES, 5))
    assert founded.place_of(book, SPECIES, other) is None
    # A founding that is too large to search is passed over.
    foundings.found(book, issuer, HOLDER, 2**63, 8)
    foundings.await_draw(book, 2)
    assert founded.place_of(book, SPECIES, other) is None


@embedded
def test_a_draw_beyond_every_number_of_a_block_has_not_come(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    """Nodes refuse to be asked for such a block."""
    foundings.found(book, issuer, HOLDER, COUNT, 2**63)
    with pytest.raises(NotDrawnYet):
        founded.standing(book, SPECIES, 0)
    seed = bytes(range(32))
    genome = founder(seed, SPECIES.cumulative)
    registry.register(book, issuer, issuer.address, genome)
    avatar = registry.avatar(book, registry.identity_of(SPECIES, genome))
    assert founded.place_of(book, SPECIES, avatar) is None
    publish(book, issuer, seal.DEVELOPMENT_KEY)
    pictures = PictureOptions(folder / "pictures", "json", 64)
    path = paint(
        book, SPECIES, avatar, seed, pictures, provenance=provenance(book, SPECIES, avatar)
    )
    named = {"founding": {"number": 0, "index": 6}, "draw": avatar.block}
    forged = replace(certificate.parse(path.read_bytes()), **named)  # type: ignore[arg-type]
    ok, detail = origin_of(book, folder, forged)
    assert not ok
    assert f"block {book.chain.head().number}" in detail


@embedded
@pytest.mark.parametrize("to", [HOLDER.hash, bytes(range(32))], ids=["sole", "list"])
def test_a_root_that_was_committed_before_the_draw_could_be_known_does_not_follow(
    book: Registry, issuer: LocalAccount, folder: Path, to: bytes
) -> None:
    publish(book, issuer, seal.DEVELOPMENT_KEY)
    draw = book.chain.head().number + 10
    contract.found(book, issuer, to, COUNT, draw)
    contract.commit_founding(book, issuer, 0, b"\1" * 32)
    for is_drawn in (False, True):
        (row,) = founding_words.overview(book, SPECIES)
        assert (row["drawn"], row["follows"]) == (is_drawn, False)
        assert "the committed root is not the one that follows, so the promise" in row["told"]
        drawn = foundings.await_draw(book, 0)
    receipt = registry.register(book, issuer, HOLDER.sole or "", genomes(drawn)[6])
    born = registry.born_by(receipt, HOLDER.sole or "")
    pictures = PictureOptions(folder / "pictures", "json", 64)
    drew = provenance(book, SPECIES, born)
    path = paint(book, SPECIES, born, None, pictures, provenance=drew)
    assert origin_of(book, folder, certificate.parse(path.read_bytes())) == (
        False,
        "the committed root of founding 0 is not the one that follows",
    )
    assert drew.place is not None
    said = founding_words.describe_place(drew.place, book.chain)
    assert said.endswith("committed before the draw was known, so it does not follow")


@embedded
def test_all_foundings_together_have_one_bound(
    book: Registry, issuer: LocalAccount, drawn: foundings.Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The smallest are computed, until they have too many founders together."""
    for count in (5, COUNT, 2):
        foundings.found(book, issuer, HOLDER, count, 8)
    foundings.await_draw(book, 3)
    monkeypatch.setattr(founded, "MOST", COUNT + 7)
    computed, compute = list[int](), founded.numbers

    def numbers(species: Species, master: bytes, count: int) -> dict[int, int]:
        computed.append(count)
        return compute(species, master, count)

    monkeypatch.setattr(founded, "numbers", numbers)
    steps = list[int]()

    def bar(total: int, _: str) -> nullcontext[Callable[[int], None]]:
        steps.append(total)
        return nullcontext(steps.append)

    rows = list(founding_words.overview(book, SPECIES, bar=bar))
    assert [row["claimed"] for row in rows] == [0, 0, None, 0]
    assert rows[2]["told"].endswith("; too many to count here")
    assert (sum(computed), steps) == (COUNT + 7, [3, 1, 1, 1])
    registry.register(book, issuer, issuer.address, 5)
    outside = registry.avatar(book, registry.identity_of(SPECIES, 5))
    computed.clear()
    assert founded.place_of(book, SPECIES, outside) is None
    assert sum(computed) == COUNT + 7


@pytest.fixture
def papers(
    book: Registry, issuer: LocalAccount, folder: Path, drawn: foundings.Drawn
) -> certificate.Papers:
    """The papers, not signed, of founder 6, which was claimed."""
    commit(book, issuer, folder, drawn, HOLDER)
    born = claim(book, folder, 6)
    pictures = PictureOptions(folder / "pictures", "json", 64)
    path = paint(book, SPECIES, born, None, pictures, provenance=provenance(book, SPECIES, born))
    return certificate.parse(path.read_bytes())


def origin_of(
    book: Registry, folder: Path, papers: certificate.Papers, species: Species = SPECIES
) -> tuple[bool | None, str]:
    """The answer of the check `origin` for papers that are signed by the development key."""
    path = folder / "papers.json"
    path.write_bytes(certificate.spell(certificate.sign(papers, seal.development())))
    report = audit(path, species, book)
    (check,) = [check for check in report.checks if check.name == "origin"]
    assert all(other.ok for other in report.checks if other.name != "origin"), report
    return check.ok, check.detail


@embedded
def test_papers_of_a_founder_name_founding_draw_and_seed_and_are_checked(
    book: Registry,
    issuer: LocalAccount,
    folder: Path,
    drawn: foundings.Drawn,
    papers: certificate.Papers,
) -> None:
    publish(book, issuer, seal.DEVELOPMENT_KEY)
    assert papers.founding == {"number": 0, "index": 6}
    assert papers.draw == drawn.founding.draw
    assert papers.seed == "0x" + founded.place_in(drawn, 6).seed.hex()
    ok, detail = origin_of(book, folder, papers)
    assert ok
    assert detail.startswith("number 6 of the 10 of founding 0, promised in block ")
    assert "; founding 1 of 1 by this issuer; 1 of its 10 claimed, 9 claimable" in detail
    for changes, reason in (
        ({"founding": {"number": 0, "index": 5}}, "number 5 of founding 0 has another genome"),
        ({"founding": {"number": 0, "index": 10}}, "has no number 10: it promises 10"),
        ({"founding": {"number": 1, "index": 6}}, "no founding 1: 1 are promised"),
        ({"draw": None}, "the papers name a founding, and not the block of its draw"),
        ({"seed": None}, "the papers name a founding, and not the seed that it gave"),
        ({"draw": 9}, f"block {drawn.founding.draw} drew founding 0, not block 9"),
        ({"founding": None}, "and name no founding"),
        ({"seed": "0x" + 64 * "1"}, "its seed draws"),
    ):
        ok, detail = origin_of(book, folder, replace(papers, **changes))  # type: ignore[arg-type]
        assert not ok
        assert reason in detail


@embedded
def test_a_founder_fails_where_the_committed_root_is_not_the_one_that_follows(
    book: Registry,
    issuer: LocalAccount,
    folder: Path,
    drawn: foundings.Drawn,
) -> None:
    publish(book, issuer, seal.DEVELOPMENT_KEY)
    contract.commit_founding(book, issuer, 0, b"\1" * 32)
    receipt = registry.register(book, issuer, HOLDER.sole or "", genomes(drawn)[6])
    born = registry.born_by(receipt, HOLDER.sole or "")
    pictures = PictureOptions(folder / "pictures", "json", 64)
    papers = certificate.parse(
        paint(
            book, SPECIES, born, None, pictures, provenance=provenance(book, SPECIES, born)
        ).read_bytes()
    )
    assert origin_of(book, folder, papers) == (
        False,
        "the committed root of founding 0 is not the one that follows",
    )
    (row,) = founding_words.overview(book, SPECIES)
    assert row["follows"] is False
    assert "the committed root is not the one that follows, so the promise" in row["told"]


@embedded
@pytest.mark.parametrize("before", [True, False])
def test_a_node_cannot_hide_a_false_root(
    book: Registry, issuer: LocalAccount, folder: Path, drawn: foundings.Drawn, before: bool
) -> None:
    """Neither always nor in one answer, and whether another batch was committed before or not."""
    publish(book, issuer, seal.DEVELOPMENT_KEY)
    if before:
        registry.send(book, issuer, "commitBatch(bytes32,uint256)", bytes(31) + b"\1", 1)
    right = foundings.leaves_of(SPECIES, drawn, HOLDER).tree.root
    born = registry.born_by(
        registry.register(book, issuer, HOLDER.sole or "", genomes(drawn)[6]), HOLDER.sole or ""
    )
    contract.commit_founding(book, issuer, 0, b"\1" * 32)
    if not before:
        registry.send(book, issuer, "commitBatch(bytes32,uint256)", bytes(31) + b"\1", 1)
    pictures = PictureOptions(folder / "pictures", "json", 64)
    drew = provenance(book, SPECIES, born)
    papers = certificate.parse(
        paint(book, SPECIES, born, None, pictures, provenance=drew).read_bytes()
    )
    topic = to_hex(FOUNDING_COMMITTED)
    for changed in ([], [{"data": to_hex(right)}]):
        for answers in ({1}, {2}, {3}, set(range(100))):
            searches = 0

            def change(method: str, parameters: list[Any], result: Any) -> Any:
                nonlocal searches
                if method != "eth_getLogs" or topic not in str(parameters[0]["topics"]):
                    return result
                searches += 1
                if searches not in answers:  # noqa: B023 - called in this round alone
                    return result
                return [
                    told
                    for log in result
                    for told in (
                        [log | fields for fields in changed]  # noqa: B023
                        if log["topics"][0] == topic
                        else [log]
                    )
                ]

            founded._standing.cache_clear()
            with lying(book.chain, change):
                ok, detail = origin_of(book, folder, papers)
            assert not ok, detail
            assert searches == 1


ALIKE = replace(SPECIES, cumulative=((1 << 16,) * 16,) * 16)
"""A species with the id of ours all of whose founders are alike."""


@embedded
def test_founders_that_are_alike_have_one_number_one_seed_and_one_founding(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    """The smaller founding drew the same genome, for another holder, and is committed too."""
    publish(book, issuer, seal.DEVELOPMENT_KEY)
    other = sole(development(3).address)
    foundings.found(book, issuer, HOLDER, COUNT, 8)
    foundings.found(book, issuer, other, 3, 8)
    draws = [foundings.await_draw(book, number) for number in (0, 1)]
    for draw, to in zip(draws, (HOLDER, other), strict=True):
        leaves = foundings.leaves_of(ALIKE, draw, to)
        foundings.commit(book, issuer, folder, draw, leaves)
    born = claim(book, folder, 0)
    pictures = PictureOptions(folder / "pictures", "json", 64)
    path = paint(book, ALIKE, born, None, pictures, provenance=provenance(book, ALIKE, born))
    papers = certificate.parse(path.read_bytes())
    assert papers.founding == {"number": 0, "index": 0}
    assert origin_of(book, folder, papers, ALIKE)[0] is True
    seeds = {
        (number, index): to_hex(founded.place_in(draws[number], index).seed)
        for number, index in ((0, 0), (0, 9), (1, 0))
    }
    repeat = {"founding": {"number": 0, "index": 9}, "seed": seeds[0, 9]}
    elsewhere = {
        "founding": {"number": 1, "index": 0},
        "seed": seeds[1, 0],
        "draw": draws[1].founding.draw,
    }
    for changes, reason in (
        (repeat, "number 0 of founding 0 has this genome, so number 9 is no founder"),
        ({"seed": "0x" + 64 * "1"}, f"number 0 of founding 0 has another seed, {seeds[0, 0]}"),
        (elsewhere, "it was claimed as number 0 of founding 0, and not from founding 1"),
    ):
        forged = replace(papers, **changes)  # type: ignore[arg-type]
        assert origin_of(book, folder, forged, ALIKE) == (False, reason)


@embedded
def test_a_founding_whose_draw_came_after_a_birth_did_not_make_it(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    registry.register(book, issuer, issuer.address, 0)
    avatar = registry.avatar(book, registry.identity_of(ALIKE, 0))
    foundings.found(book, issuer, HOLDER, COUNT, 8)
    foundings.await_draw(book, 0)
    assert founded.place_of(book, ALIKE, avatar) is None
