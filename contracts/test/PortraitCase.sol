// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {LibBytes} from "solady/utils/LibBytes.sol";
import {Portrait} from "../src/Portrait.sol";
import {Test} from "./Test.sol";

/// A small species whose art is written here: one colour (skin), two shapes that can hide one
/// another (hat, hair), and thirteen silent loci. Hair has a second layer, over the hat, that only
/// allele 3 draws. The drawings are long, so that they straddle chunks.
abstract contract PortraitCase is Test {
    bytes32 internal constant RULES = keccak256("rules");
    uint256 internal constant CHUNK = 24_575;
    string internal constant NAME = unicode'"Tester" \\ <b>Zoë</b> 🦊';
    string internal constant NAME_TOLD = unicode'\\"Tester\\" \\\\ <b>Zoë</b> 🦊';
    string internal constant DESCRIPTION = "For tests.";
    string internal constant COLOURS = ".ink{fill:#000000}";

    function locusName(uint256 locus) internal pure returns (string memory) {
        if (locus == 0) return "skin";
        if (locus == 1) return "hat";
        return locus == 2 ? "hair" : string.concat("silent-", Strings.toString(locus));
    }

    function alleleName(uint256 locus, uint256 allele) internal pure returns (string memory) {
        return string.concat(locusName(locus), " ", Strings.toString(allele));
    }

    function style(uint256 allele) internal pure returns (string memory) {
        return string.concat(".skin{fill:#00000", Strings.toHexString(allele, 1), "}");
    }

    /// Layers: 0 hair, 1 hat, 2 hair over the hat.
    function drawing(uint256 layer, uint256 allele) internal pure returns (string memory) {
        if (layer == 2) return allele == 3 ? "<front/>" : "";
        if (layer == 1) return allele == 0 ? "" : string.concat("<hat-", alleleName(1, allele));
        bytes memory strand = bytes.concat("<hair-", bytes1(uint8(97 + allele)), "-abcdefghijklm/>");
        return string(LibBytes.repeat(strand, 5 + 9 * allele));
    }

    /// Hat 15 hides hair, hair 15 hides the hat, and skin 15 hides both.
    function hides(uint256 locus, uint256 allele) internal pure returns (uint16) {
        if (allele != 15 || locus > 2) return 0;
        return locus == 0 ? 6 : locus == 1 ? 4 : 2;
    }

    function art() internal pure returns (bytes memory) {
        uint8[3] memory layers = [2, 1, 2];
        bytes memory tables = "AVART\x01";
        tables = bytes.concat(tables, bytes1(uint8(layers.length)), bytes1(uint8(255)));
        tables = bytes.concat(tables, hex"010202", new bytes(13));
        for (uint256 i = 0; i < layers.length; ++i) {
            tables = bytes.concat(tables, bytes1(layers[i]));
        }
        for (uint256 i = 0; i < 256; ++i) {
            tables = bytes.concat(tables, bytes2(hides(i / 16, i % 16)));
        }
        bytes memory directory;
        bytes memory heap;
        for (uint256 i = 0; i < 532 + 16 * layers.length; ++i) {
            bytes memory text = bytes(fragment(i));
            directory =
                bytes.concat(directory, bytes3(uint24(heap.length)), bytes3(uint24(text.length)));
            heap = bytes.concat(heap, text);
        }
        return bytes.concat(tables, directory, heap);
    }

    function fragment(uint256 number) private pure returns (string memory) {
        if (number == 0) return NAME;
        if (number == 1) return "1.0";
        if (number == 2) return DESCRIPTION;
        if (number == 3) return COLOURS;
        if (number < 20) return locusName(number - 4);
        if (number < 276) return alleleName((number - 20) / 16, (number - 20) % 16);
        if (number < 292) return style(number - 276);
        if (number < 532) return "";
        return drawing((number - 532) / 16, (number - 532) % 16);
    }

    /// What `svg` must return, put together another way.
    function expectedSvg(uint256 genome) internal pure returns (string memory) {
        uint256 skin = genome >> 252;
        uint256 hat = (genome >> 236) & 15;
        uint256 hair = (genome >> 220) & 15;
        bool bald = hat == 15 || skin == 15;
        bool bare = hair == 15 || skin == 15;
        return string.concat(
            string.concat(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" fill="none" ',
                'fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round"><style>'
            ),
            COLOURS,
            style(skin),
            "</style>",
            bald ? "" : drawing(0, hair),
            bare ? "" : drawing(1, hat),
            bald ? "" : drawing(2, hair),
            "</svg>"
        );
    }

    function chunkOf(bytes memory data, uint256 number) internal pure returns (bytes memory) {
        return LibBytes.slice(data, number * CHUNK, (number + 1) * CHUNK);
    }

    function chunksOf(bytes memory data) internal pure returns (uint256) {
        return (data.length + CHUNK - 1) / CHUNK;
    }

    /// The species of some art under RULES, from its definition.
    function speciesOf(bytes memory data) internal pure returns (bytes32) {
        return keccak256(bytes.concat(RULES, keccak256(data)));
    }

    function unsealed(bytes memory data) internal returns (Portrait portrait) {
        portrait = new Portrait(RULES, uint64(data.length));
        for (uint256 i = 0; i < chunksOf(data); ++i) {
            portrait.add(i, chunkOf(data, i));
        }
    }

    function sealedPortrait(bytes memory data) internal returns (Portrait portrait) {
        portrait = unsealed(data);
        portrait.seal();
    }
}
