// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAvatarchain} from "../src/IAvatarchain.sol";
import {RegistryCase} from "./RegistryCase.sol";
import {Tree} from "./Tree.sol";

/// A wallet that does what its keeper says; it knows nothing of tokens.
contract Wallet {
    function execute(address to, bytes calldata call_) external returns (bytes memory data) {
        bool done;
        (done, data) = to.call(call_);
        require(done, "refused");
    }
}

/// Code that fails whatever is asked of it.
contract Refuser {
    fallback() external payable {
        revert("never");
    }
}

/// Issuers, holders and recipients that are contracts, or accounts with code (EIP-7702): to the
/// registry an address is an address, and no code of anybody is called.
contract AccountsTest is RegistryCase {
    uint256 private constant KEY = 7;
    uint256 private constant GENOME = uint256(keccak256("genome"));

    Wallet private wallet;
    Refuser private refuser;
    /// An account whose key signs, and which has the code of whatever it delegates to.
    address private account;

    function setUp() public override {
        super.setUp();
        pass(1000);
        (wallet, refuser, account) = (new Wallet(), new Refuser(), vm.addr(KEY));
    }

    /// The next transaction sets the account's code.
    function delegate(address code) private {
        vm.signAndAttachDelegation(code, KEY);
        registry.setApprovalForAll(BOB, false);
        assertEq(account.code.length, 23);
    }

    function act(address as_, bytes memory call_) private returns (bytes memory) {
        return Wallet(as_).execute(address(registry), call_);
    }

    function invalidReceiver(address to) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, to);
    }

    function tree(address to) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](2);
        (leaves[0], leaves[1]) = (Tree.leaf(to, 1), Tree.leaf(to, 2));
    }

    function issues(address issuer) private {
        registry.transferOwnership(issuer);
        act(issuer, abi.encodeCall(registry.acceptOwnership, ()));
        assertEq(registry.owner(), issuer);
        act(issuer, abi.encodeCall(IAvatarchain.register, (ALICE, GENOME)));
        assertEq(registry.balanceOf(ALICE), 1);
        act(issuer, abi.encodeCall(IAvatarchain.found, (bytes32(uint256(1)), 1, 1008)));
        act(issuer, abi.encodeCall(IAvatarchain.closeIssuance, ()));
        act(issuer, abi.encodeCall(IAvatarchain.commitFounding, (0, bytes32(0))));
        assertTrue(registry.issuanceClosed());
        assertEq(registry.batchCount(), 1);
        vm.expectRevert(notTheIssuer(address(this)));
        registry.setIssuerKey(bytes32(uint256(1)));
    }

    /// Registered, claimed, born and transferred to, whatever the code there says.
    function receives(address to, bytes memory refusal) private {
        uint256 mother = registry.register(to, uint256(keccak256("mother")));
        uint256 father = registry.register(to, uint256(keccak256("father")));
        registry.commitBatch(Tree.root(tree(to)), 2);
        registry.claim(0, to, 1, Tree.proof(tree(to), 0));
        vm.prank(to);
        registry.conceive(mother, father);
        pass(9);
        assertEq(registry.ownerOf(deliver(mother)), to);
        uint256 gift = registry.register(ALICE, GENOME);
        vm.prank(ALICE);
        registry.transferFrom(ALICE, to, gift);
        assertEq(registry.balanceOf(to), 5);
        // Only who asks for it is asked back.
        uint256 second = registry.register(ALICE, GENOME + 1);
        vm.prank(ALICE);
        vm.expectRevert(refusal);
        registry.safeTransferFrom(ALICE, to, second);
        assertEq(registry.ownerOf(second), ALICE);
    }

    /// Breeds and gives away by its own code, called by somebody.
    function holds(address holder) private {
        uint256 mother = registry.register(holder, uint256(keccak256("mother")));
        uint256 father = registry.register(holder, uint256(keccak256("father")));
        act(holder, abi.encodeCall(IAvatarchain.offerStud, (father, BOB)));
        act(holder, abi.encodeCall(IAvatarchain.conceive, (mother, father)));
        pass(9);
        uint256 child = deliver(mother);
        assertEq(registry.ownerOf(child), holder);
        act(holder, abi.encodeCall(registry.transferFrom, (holder, BOB, child)));
        assertEq(registry.ownerOf(child), BOB);
    }

    // --- contracts

    function test_a_contract_wallet_is_an_issuer_like_any_other() public {
        issues(address(wallet));
    }

    function test_a_contract_wallet_holds_and_breeds() public {
        holds(address(wallet));
    }

    function test_a_contract_that_knows_no_tokens_receives_all_the_same() public {
        receives(address(wallet), invalidReceiver(address(wallet)));
    }

    function test_a_contract_that_refuses_everything_receives_all_the_same() public {
        receives(address(refuser), abi.encodeWithSignature("Error(string)", "never"));
    }

    // --- accounts with code

    function test_an_account_with_code_is_an_issuer_by_its_code_and_by_its_key() public {
        delegate(address(wallet));
        issues(account);
        vm.prank(account);
        registry.setIssuerKey(bytes32(uint256(1)));
    }

    function test_an_account_with_code_holds_and_breeds() public {
        delegate(address(wallet));
        holds(account);
    }

    function test_an_account_with_code_that_refuses_everything_receives_all_the_same() public {
        delegate(address(refuser));
        receives(account, abi.encodeWithSignature("Error(string)", "never"));
    }

    function test_an_account_that_changes_its_code_keeps_what_it_has() public {
        uint256 id = registry.register(account, GENOME);
        delegate(address(refuser));
        assertEq(registry.ownerOf(id), account);
        delegate(address(wallet));
        act(account, abi.encodeCall(registry.transferFrom, (account, BOB, id)));
        assertEq(registry.ownerOf(id), BOB);
    }

    function test_the_code_of_another_account_is_no_permission() public {
        uint256 id = registry.register(ALICE, GENOME);
        delegate(address(wallet));
        vm.prank(account);
        vm.expectRevert(notAllowed(account, id));
        registry.transferFrom(ALICE, account, id);
        vm.expectRevert("refused");
        act(address(wallet), abi.encodeCall(registry.transferFrom, (ALICE, BOB, id)));
    }
}
