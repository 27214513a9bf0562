// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IAvatarchain} from "../src/IAvatarchain.sol";
import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {RegistryCase} from "./RegistryCase.sol";
import {Vm} from "./Test.sol";

/// Founders and their holders.
contract RegistryTest is RegistryCase {
    // base64 of {"name":"Avatar 0x…","genome":"0x…0123","generation":0,"mother":null,"father":null}
    string private constant URI = "eyJuYW1lIjoiQXZhdGFyIDB4NGJlYzU5ZjIwOWIzODUwNmYzNDhhMmM4ZjQ3YWVkMGZkMWVlMTdkNWU4NGYy"
        "NDkzMTI3ZjhlYTM4M2QxZjg1MSIsImdlbm9tZSI6IjB4MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"
        "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDEyMyIsImdlbmVyYXRpb24iOjAsIm1vdGhlciI6bnVs"
        "bCwiZmF0aGVyIjpudWxsfQ==";

    // --- founders

    function test_the_registry_tells_its_names_species_and_issuer() public view {
        assertEq(registry.name(), "Tester");
        assertEq(registry.symbol(), "AVATAR");
        assertEq(registry.species(), SPECIES);
        assertEq(registry.owner(), address(this));
    }

    function test_it_answers_for_erc165_erc721_its_metadata_and_ours_only() public view {
        assertTrue(registry.supportsInterface(0x01ffc9a7));
        assertTrue(registry.supportsInterface(0x80ac58cd));
        assertTrue(registry.supportsInterface(0x5b5e139f));
        assertTrue(registry.supportsInterface(type(IAvatarchain).interfaceId));
        assertFalse(registry.supportsInterface(0x780e9d63)); // enumerable
        assertFalse(registry.supportsInterface(0xffffffff));
    }

    function test_the_identity_of_a_known_genome_is_the_published_one() public {
        Registry zero = new Registry(0, Portrait(address(0)), "Tester");
        uint256 alice = 0xe086075550885c5ee064841d646405533706a0733547683d40173332d304e115;
        uint256 identity = 0x751ee8c695f1df6b513c92d1e60931ffc6e341d6b6ff016c28c584034e78df34;
        assertEq(zero.identityOf(alice), identity);
        assertEq(zero.register(ALICE, alice), identity);
    }

    function testFuzz_identity_is_the_hash_of_species_and_genome(bytes32 species, uint256 genome)
        public
    {
        assertEq(
            new Registry(species, Portrait(address(0)), "Tester").identityOf(genome),
            uint256(keccak256(bytes.concat(species, bytes32(genome))))
        );
    }

    function testFuzz_registering_keeps_genome_birth_and_holder(address to, uint256 genome) public {
        isSomebody(to);
        uint256 id = registry.register(to, genome);
        assertEq(id, registry.identityOf(genome));
        assertEq(registry.ownerOf(id), to);
        assertEq(registry.balanceOf(to), 1);
        assertEq(registry.genomeOf(id), genome);
        (uint256 generation, uint256 mother, uint256 father) = registry.birthOf(id);
        assertEq(generation, 0);
        assertEq(mother, 0);
        assertEq(father, 0);
    }

    function testFuzz_registering_logs_the_transfer_and_the_birth(address to, uint256 genome)
        public
    {
        isSomebody(to);
        uint256 id = registry.identityOf(genome);
        vm.recordLogs();
        registry.register(to, genome);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertLog(
            logs[0],
            address(registry),
            topicsOf(IERC721.Transfer.selector, 0, uint256(uint160(to)), id),
            ""
        );
        assertLog(
            logs[1],
            address(registry),
            topicsOf(IAvatarchain.Born.selector, id, 0, 0),
            abi.encode(genome, uint256(0))
        );
    }

    function testFuzz_a_second_registration_is_refused_and_changes_nothing(
        address first,
        address second,
        uint256 genome
    ) public {
        isSomebody(first);
        isSomebody(second);
        uint256 id = registry.register(first, genome);
        vm.expectRevert(alreadyRegistered(id, first));
        registry.register(second, genome);
        assertEq(registry.ownerOf(id), first);
        assertEq(registry.balanceOf(first), 1);
    }

    function testFuzz_only_the_issuer_registers(address stranger, uint256 genome) public {
        isSomebody(stranger);
        vm.prank(stranger);
        vm.expectRevert(notTheIssuer(stranger));
        registry.register(stranger, genome);
        registry.register(stranger, genome);
    }

    function testFuzz_many_founders_at_once_are_registered_as_one_by_one(uint256[5] memory drawn)
        public
    {
        uint256[] memory genomes = new uint256[](5);
        for (uint256 i = 0; i < 5; ++i) {
            genomes[i] = uint256(keccak256(abi.encode(drawn[i], i)));
        }
        vm.recordLogs();
        registry.registerMany(ALICE, genomes);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 10);
        for (uint256 i = 0; i < 5; ++i) {
            uint256 id = registry.identityOf(genomes[i]);
            assertEq(registry.ownerOf(id), ALICE);
            assertEq(registry.genomeOf(id), genomes[i]);
            assertLog(
                logs[2 * i + 1],
                address(registry),
                topicsOf(IAvatarchain.Born.selector, id, 0, 0),
                abi.encode(genomes[i], uint256(0))
            );
        }
    }

    function test_many_founders_with_one_registered_already_are_all_refused() public {
        uint256[] memory genomes = new uint256[](3);
        (genomes[0], genomes[1], genomes[2]) = (1, 2, 1);
        vm.expectRevert(alreadyRegistered(registry.identityOf(1), ALICE));
        registry.registerMany(ALICE, genomes);
        assertEq(registry.balanceOf(ALICE), 0);
    }

    function testFuzz_only_the_issuer_registers_many(address stranger) public {
        isSomebody(stranger);
        vm.prank(stranger);
        vm.expectRevert(notTheIssuer(stranger));
        registry.registerMany(stranger, new uint256[](0));
        registry.registerMany(stranger, new uint256[](0));
    }

    function testFuzz_nobody_cannot_hold_an_avatar(uint256 genome) public {
        vm.expectRevert(
            abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0))
        );
        registry.register(address(0), genome);
    }

    function test_a_receiver_that_would_refuse_tokens_cannot_block_a_registration() public {
        uint256 id = registry.register(address(registry), 1);
        assertEq(registry.ownerOf(id), address(registry));
    }

    function testFuzz_an_unregistered_id_is_refused_by_every_view(uint256 id) public {
        bytes memory refusal = notRegistered(id);
        vm.expectRevert(refusal);
        registry.genomeOf(id);
        vm.expectRevert(refusal);
        registry.birthOf(id);
        vm.expectRevert(refusal);
        registry.tokenURI(id);
        vm.expectRevert(refusal);
        registry.ownerOf(id);
    }

    function test_the_token_uri_tells_name_genome_and_birth() public {
        uint256 id = registry.register(ALICE, 0x0123);
        assertEq(registry.tokenURI(id), string.concat("data:application/json;base64,", URI));
    }

    // --- holders

    function testFuzz_a_transfer_moves_the_avatar_and_keeps_its_genome(address to, uint256 genome)
        public
    {
        isSomebody(to);
        vm.assume(to != ALICE);
        uint256 id = registry.register(ALICE, genome);
        vm.prank(ALICE);
        registry.transferFrom(ALICE, to, id);
        assertEq(registry.ownerOf(id), to);
        assertEq(registry.balanceOf(ALICE), 0);
        assertEq(registry.genomeOf(id), genome);
        vm.expectRevert(alreadyRegistered(id, to));
        registry.register(ALICE, genome);
    }

    function testFuzz_a_stranger_even_the_issuer_cannot_move_an_avatar(address stranger) public {
        vm.assume(stranger != ALICE && stranger != address(0) && stranger != address(vm));
        uint256 id = registry.register(ALICE, 1);
        vm.prank(stranger);
        vm.expectRevert(notAllowed(stranger, id));
        registry.transferFrom(ALICE, stranger, id);
    }

    function test_an_approved_account_moves_one_avatar_once() public {
        uint256 id = registry.register(ALICE, 1);
        vm.prank(ALICE);
        registry.approve(BOB, id);
        assertEq(registry.getApproved(id), BOB);
        vm.prank(BOB);
        registry.transferFrom(ALICE, BOB, id);
        assertEq(registry.ownerOf(id), BOB);
        assertEq(registry.getApproved(id), address(0));
    }

    function test_an_operator_moves_avatars_until_dismissed() public {
        uint256 first = registry.register(ALICE, 1);
        uint256 second = registry.register(ALICE, 2);
        vm.prank(ALICE);
        registry.setApprovalForAll(BOB, true);
        vm.prank(BOB);
        registry.transferFrom(ALICE, BOB, first);
        vm.prank(ALICE);
        registry.setApprovalForAll(BOB, false);
        vm.prank(BOB);
        vm.expectRevert(notAllowed(BOB, second));
        registry.transferFrom(ALICE, BOB, second);
    }

    function testFuzz_money_is_refused(uint96 amount) public {
        vm.assume(amount != 0);
        (bool bare,) = address(registry).call{value: amount}("");
        (bool named,) =
            address(registry).call{value: amount}(abi.encodeCall(IAvatarchain.register, (ALICE, 1)));
        assertFalse(bare);
        assertFalse(named);
    }
}
