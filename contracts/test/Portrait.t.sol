// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {LibBytes} from "solady/utils/LibBytes.sol";
import {Art} from "../src/Art.sol";
import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {PortraitCase} from "./PortraitCase.sol";
import {Vm} from "./Test.sol";

/// Says what a sealed portrait would say, and could say something else tomorrow.
contract Impostor {
    bytes32 public species;

    constructor(bytes32 species_) {
        species = species_;
    }
}

/// What a sealed portrait draws and tells.
contract PortraitTest is PortraitCase {
    address private constant ALICE = address(0xA11CE);

    bytes private data;
    Portrait private portrait;

    function setUp() public {
        data = art();
        portrait = sealedPortrait(data);
    }

    function genomeOf(uint256 skin, uint256 hat, uint256 hair) private pure returns (uint256) {
        return skin << 252 | hat << 236 | hair << 220;
    }

    /// Gem and badge by their two digits.
    function genomeOf(uint256 gem, uint256 badge) private pure returns (uint256) {
        return (gem >> 4) << 204 | (badge >> 4) << 188 | (badge & 15) << 172 | (gem & 15) << 156;
    }

    function uri(string memory json) private pure returns (string memory) {
        return string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
    }

    function image(uint256 genome) private pure returns (string memory) {
        return
            string.concat("data:image/svg+xml;base64,", Base64.encode(bytes(expectedSvg(genome))));
    }

    // --- the picture

    function test_every_hair_is_drawn_whichever_chunks_it_lies_in() public view {
        assertEq(chunksOf(data), 3);
        for (uint256 hair = 0; hair < 16; ++hair) {
            uint256 genome = genomeOf(0, 1, hair);
            assertEq(portrait.svg(genome), expectedSvg(genome));
        }
    }

    function testFuzz_the_picture_is_the_pieces_of_the_expressed_genes(uint256 genome) public view {
        assertEq(portrait.svg(genome), expectedSvg(genome));
    }

    function testFuzz_recessive_genes_and_silent_loci_are_not_drawn(uint256 genome) public view {
        uint256 shown = genome & (uint256(0xf000f000f000f000f000f000f000) << 144);
        assertEq(portrait.svg(genome), portrait.svg(shown));
    }

    function test_what_is_hidden_still_hides() public view {
        // Hat and hair hide one another, and both are gone.
        string memory both = portrait.svg(genomeOf(0, 15, 15));
        assertEq(both, expectedSvg(genomeOf(0, 15, 15)));
        assertEq(both, portrait.svg(genomeOf(0, 15, 15)));
        // All layers of a hidden locus are.
        assertEq(portrait.svg(genomeOf(0, 15, 3)), expectedSvg(genomeOf(0, 15, 3)));
        // A colour that hides changes the colours alone.
        assertEq(portrait.svg(genomeOf(15, 4, 3)), expectedSvg(genomeOf(15, 4, 3)));
    }

    function test_two_digits_choose_one_of_256_forms() public view {
        for (uint256 form = 0; form < 256; form += 5) {
            uint256 genome = genomeOf(form, 255 - form);
            assertEq(portrait.svg(genome), expectedSvg(genome));
        }
        // Form 200 alone hides the hat.
        uint256 hat = genomeOf(0, 4, 0);
        for (uint256 badge = 199; badge < 202; ++badge) {
            uint256 genome = hat | genomeOf(0, badge);
            assertEq(portrait.svg(genome), expectedSvg(genome));
        }
    }

    function test_a_species_without_layers_has_an_empty_picture() public {
        bytes memory alone = LibBytes.repeat(hex"ff", 16);
        bytes memory tables =
            bytes.concat("AVART\x02\x00\xff", new bytes(16), alone, new bytes(8 * 40));
        assertEq(sealedPortrait(tables).svg(7), string.concat(HEAD, "</svg>"));
    }

    function test_a_picture_costs_little_however_many_forms_there_are() public view {
        uint256 gas = gasleft();
        portrait.svg(genomeOf(77, 200));
        assertAtMost(gas - gasleft(), 80_000);
    }

    // --- the words

    function test_the_token_uri_is_json_whatever_the_names_hold() public view {
        uint256 genome = genomeOf(2, 15, 3) | genomeOf(0, 33);
        uint256 mother = uint256(keccak256("mother"));
        string memory told = string.concat(
            '{"name":"',
            NAME_TOLD,
            ' 0x1234567890ab",',
            ABOUT,
            '"image":"',
            image(genome),
            '","genome":"',
            Strings.toHexString(genome, 32),
            '","generation":3,"mother":"',
            Strings.toHexString(mother, 32),
            '","father":null,"attributes":['
        );
        told = string.concat(
            told,
            '{"trait_type":"skin","value":"skin 2"},',
            unicode'{"trait_type":"帽子","value":"hat 15"},',
            '{"trait_type":"hair","value":"hair 3 (hidden)"},',
            '{"trait_type":"gem","value":"gem 0"},',
            '{"trait_type":"badge","value":"badge 33"},',
            '{"display_type":"number","trait_type":"generation","value":3}]}'
        );
        uint256 id = 0x1234567890ab << 208 | 99;
        assertEq(portrait.tokenURI(id, genome, 3, mother, 0), uri(told));
    }

    function test_the_contract_uri_tells_the_species_and_shows_genome_zero() public view {
        string memory told =
            string.concat('{"name":"', NAME_TOLD, '",', ABOUT, '"image":"', image(0), '"}');
        assertEq(portrait.contractURI(), uri(told));
    }

    // --- the registry's portrait

    function test_a_registry_shows_its_avatars_by_the_portrait_of_its_species() public {
        Registry registry = new Registry(portrait.species(), portrait, NAME);
        assertEq(address(registry.portrait()), address(portrait));
        assertEq(registry.contractURI(), portrait.contractURI());
        uint256 id = registry.register(ALICE, genomeOf(1, 2, 3));
        assertEq(registry.tokenURI(id), portrait.tokenURI(id, genomeOf(1, 2, 3), 0, 0, 0));
    }

    function test_a_registry_without_a_portrait_tells_its_name() public {
        Registry registry = new Registry(portrait.species(), Portrait(address(0)), NAME);
        assertEq(address(registry.portrait()), address(0));
        assertEq(registry.contractURI(), uri(string.concat('{"name":"', NAME_TOLD, '"}')));
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_art_with_one_byte_changed_is_of_another_species(uint256 place, uint8 change)
        public
    {
        vm.assume(change != 0);
        bytes memory forged = data;
        place %= forged.length;
        forged[place] = forged[place] ^ bytes1(change);
        Portrait other = sealedPortrait(forged);
        bytes32 species = portrait.species();
        vm.expectRevert(otherPortrait(address(other), keccak256(forged)));
        new Registry(species, other, NAME);
    }

    function test_art_that_is_not_sealed_is_refused() public {
        Portrait open = unsealed(data);
        bytes32 species = portrait.species();
        vm.expectRevert(otherPortrait(address(open), 0));
        new Registry(species, open, NAME);
        vm.expectRevert(otherPortrait(address(open), 0));
        new Registry(0, open, NAME);
        open.seal();
        new Registry(species, open, NAME);
    }

    function test_a_contract_that_only_says_that_it_is_the_portrait_is_refused() public {
        bytes32 species = portrait.species();
        address impostor = address(new Impostor(species));
        vm.expectRevert(otherPortrait(impostor, 0));
        new Registry(species, Portrait(impostor), NAME);
        vm.expectRevert(otherPortrait(ALICE, 0));
        new Registry(species, Portrait(ALICE), NAME);
    }

    function otherPortrait(address which, bytes32 sealedAs) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Registry.OtherPortrait.selector, which, sealedAs);
    }
}

/// How the art comes in, and how it is sealed.
contract ArtTest is PortraitCase {
    bytes private data;
    Portrait private portrait;

    function setUp() public {
        data = art();
        portrait = new Portrait(uint64(data.length));
    }

    function wrongChunk(uint256 number, uint256 expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Art.WrongChunk.selector, number, expected);
    }

    function test_the_art_is_empty_at_first_and_says_what_is_to_come() public view {
        assertEq(portrait.length(), data.length);
        assertEq(portrait.painter(), address(this));
        assertEq(portrait.species(), 0);
        assertEq(portrait.chunkCount(), 0);
    }

    function test_chunks_are_kept_as_they_came() public {
        for (uint256 i = 0; i < 3; ++i) {
            portrait.add(i, chunkOf(data, i));
            assertEq(portrait.chunkCount(), i + 1);
            bytes memory kept = bytes.concat(hex"00", chunkOf(data, i));
            assertEq(keccak256(portrait.chunkAt(i).code), keccak256(kept));
        }
    }

    function test_a_chunk_out_of_turn_is_refused() public {
        bytes memory first = chunkOf(data, 0);
        vm.expectRevert(wrongChunk(1, 0));
        portrait.add(1, first);
        portrait.add(0, first);
        vm.expectRevert(wrongChunk(0, 1));
        portrait.add(0, first);
        vm.expectRevert(wrongChunk(2, 1));
        portrait.add(2, first);
        assertEq(portrait.chunkCount(), 1);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_a_chunk_of_another_length_is_refused(uint256 length) public {
        length %= 2 * CHUNK;
        vm.assume(length != CHUNK);
        vm.expectRevert(abi.encodeWithSelector(Art.WrongLength.selector, length, CHUNK));
        portrait.add(0, new bytes(length));
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_the_last_chunk_is_what_is_left(uint256 length) public {
        portrait.add(0, chunkOf(data, 0));
        portrait.add(1, chunkOf(data, 1));
        uint256 left = data.length - 2 * CHUNK;
        length %= CHUNK + 1;
        vm.assume(length != left);
        vm.expectRevert(abi.encodeWithSelector(Art.WrongLength.selector, length, left));
        portrait.add(2, new bytes(length));
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_only_the_painter_adds(address stranger) public {
        vm.assume(stranger != address(this) && stranger != address(vm));
        bytes memory first = chunkOf(data, 0);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(Art.NotThePainter.selector, stranger, address(this)));
        portrait.add(0, first);
        portrait.add(0, first);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_anyone_seals_what_is_complete(address stranger) public {
        vm.assume(stranger != address(vm));
        portrait = unsealed(data);
        vm.recordLogs();
        vm.prank(stranger);
        portrait.seal();
        bytes32 species = keccak256(data);
        assertEq(portrait.species(), species);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        bytes32[] memory topics = new bytes32[](2);
        (topics[0], topics[1]) = (Art.ArtSealed.selector, species);
        assertLog(logs[0], address(portrait), topics, "");
    }

    function test_incomplete_art_is_not_sealed_and_not_drawn() public {
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(Art.Incomplete.selector, i, 3));
            portrait.seal();
            portrait.add(i, chunkOf(data, i));
        }
        bytes memory refusal = abi.encodeWithSelector(Art.NotSealed.selector);
        vm.expectRevert(refusal);
        portrait.svg(0);
        vm.expectRevert(refusal);
        portrait.tokenURI(0, 0, 0, 0, 0);
        vm.expectRevert(refusal);
        portrait.contractURI();
        portrait.seal();
        portrait.svg(0);
    }

    function test_complete_art_takes_no_more_before_it_is_sealed() public {
        portrait = unsealed(data);
        vm.expectRevert(wrongChunk(3, 3));
        portrait.add(3, "");
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_sealed_art_takes_no_more(bytes calldata more) public {
        portrait = sealedPortrait(data);
        bytes32 species = portrait.species();
        bytes memory refusal = abi.encodeWithSelector(Art.Sealed.selector, species);
        vm.expectRevert(refusal);
        portrait.add(3, more);
        vm.expectRevert(refusal);
        portrait.add(2, more);
        vm.expectRevert(refusal);
        portrait.seal();
        assertEq(portrait.species(), species);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_a_whole_number_of_chunks_has_no_empty_one(uint8 fill) public {
        bytes memory whole = new bytes(CHUNK);
        whole[0] = bytes1(fill);
        portrait = sealedPortrait(whole);
        assertEq(portrait.chunkCount(), 1);
        assertEq(portrait.species(), keccak256(whole));
    }

    function testFuzz_money_is_refused(uint96 amount) public {
        vm.assume(amount != 0);
        (bool bare,) = address(portrait).call{value: amount}("");
        (bool named,) = address(portrait).call{value: amount}(abi.encodeCall(Art.seal, ()));
        assertFalse(bare);
        assertFalse(named);
    }
}
