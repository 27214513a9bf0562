// What a server adds: data by /api, news as they happen, and hands for who has its token.
"use strict";

(() => {
  const { $, calmly } = gallery;
  gallery.signer = { signs: false, account: null, address: null, devnet: false };
  if (!gallery.served) return;

  // The server leads here from the address that it printed, with the token behind the #, which no
  // browser sends anywhere. Storage is of this origin, port included; other tabs find it there too.
  const KEPT = "avatarchain-token", OFFERED = "#token=";
  let token = "";
  const offered = location.hash.startsWith(OFFERED) ? location.hash.slice(OFFERED.length) : "";
  if (offered) history.replaceState(null, "", location.pathname);
  addEventListener("hashchange", () => { if (location.hash.startsWith(OFFERED)) location.reload(); });
  addEventListener("storage", ({ key, newValue }) => { if (key === KEPT && newValue) token = newValue; });

  // What `act` does with the storage; null where the browser forbids it.
  function storage(act) {
    try { return act(localStorage); } catch { return null; }
  }

  // Who signs here, by the token of the address, or else by the one in the storage. One that this
  // server does not know was of an earlier one.
  async function identify() {
    const stored = storage((store) => store.getItem(KEPT));
    for (const each of [offered, stored].filter(Boolean)) {
      token = each;
      const signer = await ask("GET", "/signer");
      if (!signer.signs) continue;
      storage((store) => store.setItem(KEPT, token));
      return signer;
    }
    token = "";
    storage((store) => { if (store.getItem(KEPT) === stored) store.removeItem(KEPT); });
    return ask("GET", "/signer");
  }

  // What the server sends; a refusal becomes an Error with the fields of its problem.
  async function reached(address, request) {
    let answer;
    try {
      answer = await fetch(address, request);
    } catch {
      throw new Error("The server does not answer: look whether `avatarchain serve` still runs.");
    }
    if (answer.ok) return answer;
    const words = await answer.text();
    let problem = { detail: words };
    try { problem = JSON.parse(words); } catch { /* the outer doors refuse in plain text */ }
    throw Object.assign(new Error(problem.detail), problem);
  }

  function answered(method, path, wish) {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    if (wish === undefined) return reached(`/api${path}`, { method, headers });
    headers["content-type"] = "application/json";
    return reached(`/api${path}`, { method, headers, body: JSON.stringify(wish) });
  }

  // What /api answers in JSON.
  async function ask(method, path, wish) {
    const answer = await answered(method, path, wish);
    return answer.status === 204 ? null : answer.json();
  }

  // A file that the server makes.
  async function made(path) {
    const answer = await answered("GET", path);
    return answer.blob().catch(() => { throw new Error("The server broke off: look whether `avatarchain serve` still runs."); });
  }

  // The ids of a job's avatars; one that takes longer than the server waits is asked for again.
  async function done(job) {
    while (job.state === "queued" || job.state === "running") {
      await new Promise((wake) => setTimeout(wake, 1000));
      job = await ask("GET", `/jobs/${job.name}`);
    }
    if (job.state === "refused") throw Object.assign(new Error(job.problem.detail), job.problem);
    return job.avatars;
  }

  // Rows from a number on. Returns how many there are in all.
  async function fetchRows(first, between = () => {}) {
    for (let count = first + 1; first < count;) {
      const roll = await ask("GET", `/roll?first=${first}`);
      gallery.add(roll.avatars.map((row) => [row.id, row.genome, row.generation, row.mother, row.father, row.owner, row.block]), first);
      count = roll.count;
      first += roll.avatars.length;
      $("block").textContent = roll.block;
      $("issuance").textContent = roll.issuance;
      Object.assign(gallery.about, { block: roll.block, closed: roll.closed });
      if (!roll.avatars.length) break;
      between();
    }
  }

  let fetching = Promise.resolve();
  // Bring in what was born since; calls wait for each other.
  function refresh() {
    fetching = fetching.catch(() => {}).then(async () => {
      const before = gallery.avatars.length;
      if (!gallery.about.contract) gallery.about.contract = (await ask("GET", "")).contract;
      $("contract").textContent = gallery.about.contract || "none yet";
      await fetchRows(before);
      if (gallery.avatars.length !== before) gallery.recount();
    });
    return fetching;
  }

  const soon = calmly(200, () => refresh().catch(() => {}));
  const heard = new Set();
  const KINDS = ["birth", "transfer", "conception", "ending", "batch", "founding", "commitment", "closing"];

  // News come as long as the page is seen: a browser has few connections for all its tabs. What
  // happened meanwhile is told when it is seen again.
  function follow(after) {
    let stream = null;
    const open = () => {
      stream?.close();
      stream = new EventSource(`/api/events?after=${after}`);
      for (const kind of KINDS) stream.addEventListener(kind, (message) => {
        const event = JSON.parse(message.data);
        after = Math.max(after, event.block - 1); // of its own block more may come
        hear(event);
      });
    };
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) { stream.close(); return; }
      open();
      ask("GET", "/names").then(call).catch(() => {});
    });
    open();
  }

  function hear(event) {
    const avatar = gallery.known.get(event.avatar);
    if (event.kind === "birth" && !avatar) soon();
    if (event.kind === "closing") fetchRows(gallery.avatars.length).catch(() => {});
    if (event.kind === "transfer" && avatar) {
      avatar.owner = event.to;
      avatar.text = gallery.textOf(avatar);
      gallery.recount();
    }
    for (const listener of heard) listener(event);
  }

  // Give the avatars the names that the home has now.
  function call(names) {
    gallery.about.names = Object.fromEntries(names.map(({ id, name }) => [id, name]));
    for (const avatar of gallery.avatars) {
      const name = gallery.about.names[avatar.id] || "";
      if (avatar.named !== name) { avatar.named = name; avatar.text = gallery.textOf(avatar); }
    }
    gallery.recount();
  }

  gallery.source = {
    async start(first) {
      const [place, names, signer] = await Promise.all([ask("GET", ""), ask("GET", "/names"), identify()]);
      gallery.signer = signer;
      const art = await (await fetch(`/api/species/${place.species}/art`)).arrayBuffer();
      gallery.setSpecies(new Uint8Array(art), place);
      if (!gallery.species.images) gallery.setRig(await ask("GET", `/species/${place.species}/rig.json`));
      call(names);
      let shown = false;
      await fetchRows(0, () => { if (!shown) { shown = true; gallery.recount(); first(); } });
      gallery.recount();
      follow(gallery.about.block);
    },
    async life(avatar) {
      const life = await ask("GET", `/avatars/${avatar.id}/life`);
      return { ...life, draw: life.draw && [life.draw.block, life.draw.mixed],
        holders: life.holders.map(({ block, transaction, to }) => [block, transaction, to]) };
    },
    portrait: (avatar) => avatar.number < 0
      ? `/api/genomes/${avatar.genome}/portrait.png?species=${gallery.about.species}` : `/api/avatars/${avatar.id}/portrait.png`,
    model({ id, genome, number }) {
      if (!gallery.about.models) return null;
      const own = number < 0 ? `/genomes/${genome}/model.glb?species=${gallery.about.species}&` : `/avatars/${id}/model.glb?`;
      return async () => new Uint8Array(await (await answered("GET", `${own}rig=${gallery.rig.digest}`)).arrayBuffer());
    },
    amiss: (why) => `This page cannot be read: ${why}`,
  };

  // Verify a file: `each` is called with every check as it is made. Returns the report.
  async function examine(file, each) {
    const answer = await reached(`/api/verify?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file, headers: { accept: "application/x-ndjson" } });
    let report = null;
    for await (const line of lines(answer.body)) {
      if (line.check) each(line.check);
      if (line.problem) throw Object.assign(new Error(line.problem.detail), line.problem);
      if (line.report) report = line.report;
    }
    if (!report) throw new Error("The server broke off: look whether `avatarchain serve` still runs.");
    return report;
  }

  // The values of lines of JSON, as they come.
  async function* lines(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const whole = (rest + part.value).split("\n");
      rest = whole.pop();
      yield* whole.map((line) => JSON.parse(line));
    }
  }

  Object.assign(gallery, { ask, made, done, refresh, heard, examine });
})();
