// How many a second, on one core: founders, births with their seed and id, and SVGs, as JSON.
import { readFile } from "node:fs/promises";

import {
  birthSeed,
  founder,
  identity,
  itemSeed,
  offspring,
  rarity,
  readSpecies,
  svg,
} from "avatarchain";

const file = new URL("../../src/avatarchain/data/species/tuftling.species", import.meta.url);
const species = readSpecies(await readFile(file), "tuftling");
const MASTER = new Uint8Array(32);
const genomes = Array.from({ length: 2000 }, (_, n) =>
  founder(itemSeed(MASTER, n), species.cumulative),
);

/** The best of five rounds of `work(n)`, by the time of the processor: others may use it too. */
function rate(work) {
  let best = 0;
  for (let round = 0; round < 5; round++) {
    const start = process.cpuUsage();
    let count = 0;
    let seconds = 0;
    for (; seconds < 1; count += 100) {
      for (let n = 0; n < 100; n++) work(count + n);
      seconds = process.cpuUsage(start).user / 1e6;
    }
    best = Math.max(best, count / seconds);
  }
  return Math.round(best);
}

const genome = (n) => genomes[n % genomes.length];
const rates = {
  founders: rate((n) => founder(itemSeed(MASTER, n), species.cumulative)),
  births: rate((n) =>
    offspring(genome(n), genome(n + 1), birthSeed(MASTER, BigInt(n), BigInt(n + 1))),
  ),
  "births with id": rate((n) =>
    identity(species.id, offspring(genome(n), genome(n + 1), birthSeed(MASTER, BigInt(n), 1n))),
  ),
  SVGs: rate((n) => svg(species, genome(n))),
  rarities: rate((n) => rarity(species, genome(n))),
};
console.log(JSON.stringify(rates, null, 1));
