// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {IAvatarchain} from "../src/IAvatarchain.sol";
import {Registry} from "../src/Registry.sol";
import {Headers} from "./Headers.sol";
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

/// Contracts as holders, calls from within calls, and the edges of gas.
contract HoldersTest is RegistryCase {
    bytes4 private constant TAKEN = IERC721Receiver.onERC721Received.selector;

    Holder private holder;
    uint256 private mother;
    uint256 private father;

    function setUp() public override {
        super.setUp();
        pass(1000);
        holder = new Holder();
        mother = registry.register(ALICE, uint256(keccak256("mother")));
        father = registry.register(ALICE, uint256(keccak256("father")));
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
        pass(9);
        remember(1008);
        bytes memory header = Headers.header(1008);
        holder.tell(abi.encodeCall(IAvatarchain.deliver, (mother, header)), TAKEN);
        send(mother, address(holder));
        assertTrue(holder.done());
        assertEq(registry.balanceOf(address(holder)), 2);
        assertEq(holder.received(), 1); // a birth calls nobody
        vm.expectRevert(abi.encodeWithSelector(IAvatarchain.NotExpecting.selector, mother));
        registry.deliver(mother, header);
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
        assertTrue(holder.act(registry, abi.encodeCall(IAvatarchain.conceive, (mother, father))));
        pass(9);
        uint256 child = deliver(mother);
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
        assertFalse(holder.act(registry, abi.encodeCall(IAvatarchain.conceive, (mother, father))));
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
        assertFalse(holder.act(registry, abi.encodeCall(IAvatarchain.conceive, (mother, father))));
    }

    // --- gas

    /// Whoever sends a birth with too little gas pays for nothing happening: the whole birth is
    /// undone, and anyone can send it again.
    function test_a_birth_that_ran_out_of_gas_can_be_sent_again() public {
        conceive();
        pass(9);
        remember(1008);
        bytes memory birth = abi.encodeCall(IAvatarchain.deliver, (mother, Headers.header(1008)));
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
            (uint256 father_, uint256 draw) = registry.conceptionOf(mother);
            assertEq(father_, father);
            assertEq(draw, 1008);
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
}
