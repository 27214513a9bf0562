// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {Registry} from "../src/Registry.sol";
import {Portrait} from "../src/Portrait.sol";
import {Heredity} from "../src/Heredity.sol";
import {RegistryCase} from "./RegistryCase.sol";

/// A contract that holds avatars, and on receiving one does what it was told to.
contract Holder is IERC721Receiver {
    bytes private told;
    bytes4 private answer = IERC721Receiver.onERC721Received.selector;
    uint256 public received;
    bool public done;

    function tell(bytes calldata call_, bytes4 answer_) external {
        (told, answer) = (call_, answer_);
    }

    function act(Registry registry, bytes calldata call_) external returns (bool ok) {
        (ok,) = address(registry).call(call_);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        ++received;
        if (told.length != 0) (done,) = msg.sender.call(told);
        return answer;
    }
}

/// A registry on a chain where every block has the same hash, which can be read for ever.
contract Still is Registry {
    constructor() Registry(keccak256("species"), Portrait(address(0))) {}

    function _hashOf(uint256) internal pure override returns (bytes32) {
        return keccak256("the same");
    }
}

/// Contracts as holders, calls from within calls, and the edges of gas and time.
contract HoldersTest is RegistryCase {
    bytes4 private constant TAKEN = IERC721Receiver.onERC721Received.selector;

    Holder private holder;
    uint256 private mother;
    uint256 private father;

    function setUp() public override {
        super.setUp();
        vm.roll(1000);
        holder = new Holder();
        mother = registry.register(ALICE, 1);
        father = registry.register(ALICE, 2);
    }

    function send(uint256 id, address to) private {
        vm.prank(ALICE);
        registry.safeTransferFrom(ALICE, to, id);
    }

    function conceive() private {
        vm.prank(ALICE);
        registry.conceive(mother, father);
    }

    // --- reentrancy

    function test_a_receiver_owns_the_avatar_before_it_is_called_and_may_pass_it_on() public {
        holder.tell(
            abi.encodeWithSelector(registry.transferFrom.selector, address(holder), BOB, mother),
            TAKEN
        );
        send(mother, address(holder));
        assertTrue(holder.done());
        assertEq(registry.ownerOf(mother), BOB);
        assertEq(registry.balanceOf(address(holder)), 0);
        assertEq(registry.balanceOf(BOB), 1);
        assertEq(registry.balanceOf(ALICE), 1);
    }

    function test_a_receiver_cannot_take_more_than_it_was_sent() public {
        holder.tell(
            abi.encodeWithSelector(registry.transferFrom.selector, ALICE, address(holder), father),
            TAKEN
        );
        send(mother, address(holder));
        assertFalse(holder.done());
        assertEq(registry.ownerOf(father), ALICE);
    }

    function test_a_receiver_cannot_deliver_a_birth_twice() public {
        conceive();
        vm.roll(1001);
        holder.tell(abi.encodeCall(Registry.deliver, (mother)), TAKEN);
        send(mother, address(holder));
        assertTrue(holder.done());
        assertEq(registry.balanceOf(address(holder)), 2);
        assertEq(holder.received(), 1); // a birth calls nobody
        vm.expectRevert(abi.encodeWithSelector(Registry.NotExpecting.selector, mother));
        registry.deliver(mother);
    }

    function test_a_receiver_that_refuses_keeps_the_avatar_with_its_holder() public {
        holder.tell("", bytes4(0));
        vm.prank(ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(holder))
        );
        registry.safeTransferFrom(ALICE, address(holder), mother);
        assertEq(registry.ownerOf(mother), ALICE);
    }

    // --- contracts as owners

    function test_a_contract_breeds_its_avatars_like_anybody() public {
        send(mother, address(holder));
        send(father, address(holder));
        assertTrue(holder.act(registry, abi.encodeCall(Registry.conceive, (mother, father))));
        vm.roll(1001);
        uint256 child = registry.deliver(mother);
        assertEq(registry.ownerOf(child), address(holder));
        assertEq(holder.received(), 2);
    }

    function test_a_contract_that_sold_its_avatar_breeds_it_no_more() public {
        send(mother, address(holder));
        send(father, address(holder));
        holder.act(
            registry,
            abi.encodeWithSelector(registry.transferFrom.selector, address(holder), BOB, mother)
        );
        assertFalse(holder.act(registry, abi.encodeCall(Registry.conceive, (mother, father))));
    }

    // --- approvals

    function test_an_approval_ends_with_the_sale_that_another_made() public {
        vm.prank(ALICE);
        registry.approve(address(holder), mother);
        vm.prank(ALICE);
        registry.transferFrom(ALICE, BOB, mother);
        bytes memory take =
            abi.encodeWithSelector(registry.transferFrom.selector, BOB, address(holder), mother);
        assertFalse(holder.act(registry, take));
        assertEq(registry.ownerOf(mother), BOB);
    }

    function test_an_operator_of_one_holder_is_nobody_to_another() public {
        vm.prank(ALICE);
        registry.setApprovalForAll(address(holder), true);
        vm.prank(ALICE);
        registry.transferFrom(ALICE, BOB, mother);
        bytes memory take =
            abi.encodeWithSelector(registry.transferFrom.selector, BOB, address(holder), mother);
        assertFalse(holder.act(registry, take));
        assertFalse(holder.act(registry, abi.encodeCall(Registry.conceive, (mother, father))));
    }

    // --- gas

    /// Whoever sends a birth with too little gas pays for nothing happening: the whole birth is
    /// undone, and anyone can send it again.
    function test_a_birth_that_ran_out_of_gas_can_be_sent_again() public {
        conceive();
        vm.roll(1001);
        bytes memory birth = abi.encodeCall(Registry.deliver, (mother));
        uint256 failed;
        for (uint256 gas_ = 10_000; gas_ < 200_000; gas_ += 5_000) {
            uint256 before = registry.balanceOf(ALICE);
            (bool done,) = address(registry).call{gas: gas_}(birth);
            if (done) {
                assertEq(registry.balanceOf(ALICE), before + 1);
                break;
            }
            ++failed;
            assertEq(registry.balanceOf(ALICE), before);
            (uint256 father_, uint256 number) = registry.conceptionOf(mother);
            assertEq(father_, father);
            assertEq(number, 1000);
        }
        assertTrue(failed > 10);
        assertEq(registry.balanceOf(ALICE), 3);
    }

    function test_three_hundred_founders_fit_in_one_transaction() public {
        uint256[] memory genomes = new uint256[](300);
        for (uint256 i = 0; i < 300; ++i) {
            genomes[i] = uint256(keccak256(abi.encode(i)));
        }
        registry.registerMany(BOB, genomes);
        uint256 gas_ = vm.snapshotGasLastCall("most", "registerMany, 300");
        assertAtMost(gas_, 16_777_216);
        assertEq(registry.balanceOf(BOB), 300);
    }

    // --- blocks

    function test_the_last_block_of_256_is_in_time_and_the_next_is_not() public {
        conceive();
        vm.roll(1256);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Registry.Expecting.selector, mother, 1256));
        registry.conceive(mother, father);
        vm.roll(1257);
        vm.expectRevert(abi.encodeWithSelector(Registry.TooLate.selector, mother, 1256));
        registry.deliver(mother);
        vm.roll(1256);
        assertEq(registry.ownerOf(registry.deliver(mother)), ALICE);
    }

    function test_a_hash_that_can_be_read_for_longer_gives_no_more_time() public {
        Still still = new Still();
        uint256 m = still.register(address(this), 1);
        still.conceive(m, still.register(address(this), 2));
        vm.roll(1257);
        vm.expectRevert(abi.encodeWithSelector(Registry.TooLate.selector, m, 1256));
        still.deliver(m);
        vm.roll(1256);
        still.deliver(m);
    }

    /// The parents are in the seed, so that equal hashes do not make equal children; the same
    /// parents again draw the same child, which is refused.
    function test_equal_block_hashes_draw_other_children_of_other_parents_only() public {
        Still still = new Still();
        uint256[4] memory ids;
        for (uint256 i = 0; i < 4; ++i) {
            ids[i] = still.register(address(this), uint256(keccak256(abi.encode(i))));
        }
        still.conceive(ids[0], ids[1]);
        still.conceive(ids[2], ids[3]);
        vm.roll(1001);
        uint256 first = still.deliver(ids[0]);
        assertTrue(first != still.deliver(ids[2]));
        bytes32 seed = keccak256(abi.encode(keccak256("the same"), ids[0], ids[1]));
        uint256 drawn = Heredity.offspring(still.genomeOf(ids[0]), still.genomeOf(ids[1]), seed);
        assertEq(still.genomeOf(first), drawn);
        still.conceive(ids[0], ids[1]);
        vm.roll(1002);
        vm.expectRevert(alreadyRegistered(first, address(this)));
        still.deliver(ids[0]);
    }
}
