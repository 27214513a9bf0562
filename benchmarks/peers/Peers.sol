// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721A} from "erc721a/contracts/ERC721A.sol";
import {Ownable as SoladyOwnable} from "solady/auth/Ownable.sol";
import {ERC721 as SoladyERC721} from "solady/tokens/ERC721.sol";

// What one would write over each library without this project: the owner mints, and no
// contract does more than its name says. Gas is measured beside the registry's.

/// Numbered tokens, with the genome of each and the token of each genome.
contract TwoMappings is ERC721("Peer", "PEER"), Ownable(msg.sender) {
    error Taken(uint256 genome);

    mapping(uint256 id => uint256) public genomeOf;
    mapping(uint256 genome => uint256) public idOf;
    uint256 private _last;

    function mint(address to, uint256 genome) public onlyOwner {
        if (idOf[genome] != 0) revert Taken(genome);
        uint256 id = ++_last;
        genomeOf[id] = genome;
        idOf[genome] = id;
        _mint(to, id);
    }

    function mintMany(address to, uint256[] calldata genomes) external {
        for (uint256 i = 0; i < genomes.length; ++i) mint(to, genomes[i]);
    }
}

/// The id is the hash of the genome, which is not kept.
contract HashOnOpenZeppelin is ERC721("Peer", "PEER"), Ownable(msg.sender) {
    function mint(address to, uint256 genome) public onlyOwner {
        _mint(to, uint256(keccak256(abi.encode(genome))));
    }

    function mintMany(address to, uint256[] calldata genomes) external {
        for (uint256 i = 0; i < genomes.length; ++i) mint(to, genomes[i]);
    }
}

/// The same over Solady.
contract HashOnSolady is SoladyERC721, SoladyOwnable {
    constructor() {
        _initializeOwner(msg.sender);
    }

    function name() public pure override returns (string memory) {
        return "Peer";
    }

    function symbol() public pure override returns (string memory) {
        return "PEER";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }

    function mint(address to, uint256 genome) public virtual onlyOwner {
        _mint(to, uint256(keccak256(abi.encode(genome))));
    }

    function mintMany(address to, uint256[] calldata genomes) external {
        for (uint256 i = 0; i < genomes.length; ++i) mint(to, genomes[i]);
    }
}

/// The id is the hash of the genome, and the genome is kept: all of the registry but lineage.
contract GenomeOnOpenZeppelin is ERC721("Peer", "PEER"), Ownable(msg.sender) {
    mapping(uint256 id => uint256) public genomeOf;

    function mint(address to, uint256 genome) public onlyOwner {
        uint256 id = uint256(keccak256(abi.encode(genome)));
        _mint(to, id);
        genomeOf[id] = genome;
    }

    function mintMany(address to, uint256[] calldata genomes) external {
        for (uint256 i = 0; i < genomes.length; ++i) mint(to, genomes[i]);
    }
}

/// The same over Solady.
contract GenomeOnSolady is HashOnSolady {
    mapping(uint256 id => uint256) public genomeOf;

    function mint(address to, uint256 genome) public override onlyOwner {
        uint256 id = uint256(keccak256(abi.encode(genome)));
        _mint(to, id);
        genomeOf[id] = genome;
    }
}

/// Numbered tokens without any identity: as many in a row as one likes.
contract NumberedOnERC721A is ERC721A("Peer", "PEER"), Ownable(msg.sender) {
    function mint(address to, uint256 quantity) external onlyOwner {
        _mint(to, quantity);
    }
}
