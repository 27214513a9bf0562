// One avatar as one HTML file, to send to a friend: no script, no address outside, no other file.
"use strict";

(() => {
  const { name, striking, bits } = gallery;

  const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
  const picture = async (being, side) => `<img alt="${escaped(gallery.described(being))}" width="${side}" height="${side}" src="${escaped(await gallery.embedded(being))}">`;

  const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#2b2333;background:#faf7f1}
img{border-radius:1.4rem;max-width:100%;height:auto}code{overflow-wrap:anywhere;font-size:.86em}h1,figcaption{overflow-wrap:anywhere}h1{margin:.6rem 0 0}
td,th{text-align:left;padding:.15rem .8rem .15rem 0;font-weight:400}td:first-of-type{font-weight:700}@media(max-width:34rem){table{width:100%;table-layout:fixed}td,th{font-size:.74rem;padding-right:.3rem;overflow-wrap:anywhere}}.row{display:flex;flex-wrap:wrap;gap:1rem}
figure{margin:0;text-align:center}@media(prefers-color-scheme:dark){body{color:#f3edf7;background:#1a1620}}`;

  gallery.leaf = async (being) => {
    const { about, species, avatars } = gallery;
    const rows = genetics.genes(BigInt(being.genome)).map((lane, n) =>
      `<tr><th>${escaped(species.loci[n].title || species.loci[n].name)}</th>${lane.map((digit) => `<td>${escaped(species.loci[n].alleles[digit].name)}</td>`).join("")}</tr>`);
    const kin = [["mother", avatars[being.mother]], ["father", avatars[being.father]]].filter(([, each]) => each);
    const family = kin.length ? `<h2>Family</h2><div class="row">${(await Promise.all(kin.map(async ([role, each]) =>
      `<figure>${await picture(each, 160)}<figcaption>${role}<br>${escaped(name(each))}</figcaption></figure>`))).join("")}</div>` : "";
    const place = being.number >= 0
      ? `<p>Registered in block ${being.block} of chain ${about.chain_id} by the contract <code>${escaped(about.contract)}</code>. This file proves nothing by itself: a picture with papers can be verified.</p>`
      : "<p>No registry is known to have this face.</p>";
    return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escaped(name(being))} · ${escaped(about.name)}</title><style>${STYLE}</style>
${await picture(being, 512)}<h1>${escaped(name(being))}</h1><p>${escaped(striking(being))}, ${bits(being.rarity)} rare</p>
<p>id <code>${being.id}</code></p>${place}${family}
<h2>Genes</h2><table><tr><th></th><td>expressed</td><td colspan="3">recessive</td></tr>${rows.join("")}</table>
<p>DNA <code>${genetics.toDna(BigInt(being.genome))}</code></p></html>`;
  };
})();
