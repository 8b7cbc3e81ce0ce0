"use strict";
// What the page adds to its plain HTML: sorting, filtering, an outlet's details, every claim with its evidence, links to each of
// these (#outlet=NAME, #claim=ID, #q=WORDS&status=contested&from=OUTLET&sort=newest). Text from articles only ever becomes text.
(() => {
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const set = (node, attributes, children) => {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...(children || []).filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  };
  const make = (name, attributes, ...children) => set(document.createElement(name), attributes, children);
  const draw = (name, attributes, ...children) => set(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
  const unknown = () => make("span", { class: "unknown", title: "unknown" }, "–");
  const known = (value) => (value === null || value === undefined || value === "" ? unknown() : String(value));
  const hundredths = (value) => (value === null || value === undefined ? null : (value / 100).toFixed(2));
  const signed = (value) => (value > 0 ? "+" : "") + hundredths(value).replace("-", "\u2212");
  const places = (value, count) => (value === null || value === undefined ? null : value.toFixed(count));
  const counted = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
  const webAddress = (url) => (/^https?:\/\//i.test(url || "") ? url : null);

  for (const node of document.querySelectorAll(".needs-script")) node.hidden = false;

  // Light and dark.
  const root = document.documentElement;
  const theme = byId("theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const nameTheme = () => { theme.textContent = isDark() ? "Light colours" : "Dark colours"; };
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); });
  nameTheme();

  // The address: #key=value&key=value. Plain anchors are left to the browser.
  const address = () => {
    const hash = location.hash.slice(1);
    return hash.includes("=") ? new URLSearchParams(hash) : null;
  };
  const linkTo = (entries) => {
    const kept = new URLSearchParams();
    for (const [key, value] of Object.entries(entries)) if (value) kept.set(key, value);
    const text = kept.toString();
    return text ? "#" + text : "#claims";
  };
  const remember = (hash) => { try { history.replaceState(null, "", hash); } catch { /* A viewer that forbids it loses nothing else. */ } };

  // Tables that sort.
  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const numeric = head.dataset.sort === "num";
        const was = head.getAttribute("aria-sort");
        const up = was ? was === "descending" : !numeric || head.dataset.first === "up";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const value = (row) => row.cells[column].dataset.v ?? "";
        const compare = (a, b) => {
          const [one, other] = [value(a), value(b)];
          // Unknown comes last, whichever way.
          if (one === "" || other === "") return (one === "") - (other === "");
          const order = numeric ? Number(one) - Number(other) : one.localeCompare(other, "en");
          return up ? order : -order;
        };
        body.append(...[...body.rows].sort(compare));
      });
    });
  };
  for (const table of document.querySelectorAll("table.sortable")) sortable(table);

  const outletRows = [...byId("outlet-table").tBodies[0].rows];
  const countOutlets = () => {
    const wanted = byId("outlet-filter").value.trim().toLowerCase();
    let shown = 0;
    for (const row of outletRows) {
      row.hidden = !row.cells[0].dataset.v.toLowerCase().includes(wanted);
      if (!row.hidden) shown += 1;
    }
    byId("outlet-count").textContent = wanted ? `${shown} of ${outletRows.length}` : "";
  };
  byId("outlet-filter").addEventListener("input", countOutlets);

  // The arrows of one outlet stand out while the pointer is on it.
  const graph = document.querySelector(".graph");
  if (graph) {
    const edges = [...graph.querySelectorAll(".edge")];
    for (const node of graph.querySelectorAll(".node")) {
      const name = node.querySelector("title").textContent;
      node.addEventListener("pointerenter", () => {
        graph.classList.add("picking");
        for (const edge of edges) edge.classList.toggle("on", edge.dataset.from === name || edge.dataset.to === name);
      });
      node.addEventListener("pointerleave", () => {
        graph.classList.remove("picking");
        for (const edge of edges) edge.classList.remove("on");
      });
    }
  }

  // An outlet's details.
  const dialog = byId("detail");
  let outletData = null;
  const outlets = () => (outletData ??= read("outlet-data"));

  const percent = (value, low, high) => `${(((value - low) / (high - low)) * 100).toFixed(2)}%`;
  const stepsOf = (outlet, names) => {
    const parts = outlet.parts.map((part) => part ?? 0);
    const ends = [0];
    for (const part of parts) ends.push(ends.at(-1) + part);
    const low = Math.min(0, ...ends);
    const high = Math.max(10000, ...ends);
    const rows = parts.flatMap((part, at) => {
      const [from, to] = [ends[at], ends[at + 1]];
      const width = percent(Math.abs(part), 0, high - low);
      const kind = at === 0 ? "whole" : part < 0 ? "down" : "up";
      return [
        make("span", {}, names[at]),
        draw("svg", { width: "100%", height: 20, "aria-hidden": true },
          draw("line", { class: "grid", x1: percent(0, low, high), x2: percent(0, low, high), y1: 0, y2: 20 }),
          draw("line", { class: "grid", x1: percent(10000, low, high), x2: percent(10000, low, high), y1: 0, y2: 20 }),
          draw("rect", { class: kind, x: percent(Math.min(from, to), low, high), width, y: 4, height: 12 }),
          draw("line", { class: "join", x1: percent(to, low, high), x2: percent(to, low, high), y1: 4, y2: 24 })),
        make("span", {}, at === 0 ? hundredths(part) : signed(part)),
      ];
    });
    return make("div", { class: "steps" }, ...rows,
      make("span", { class: "total" }, "score"),
      draw("svg", { width: "100%", height: 20, "aria-hidden": true },
        draw("rect", { class: "up", x: percent(Math.min(0, outlet.score), low, high), width: percent(Math.abs(outlet.score), 0, high - low), y: 4, height: 12 })),
      make("span", { class: "total" }, hundredths(outlet.score)));
  };

  const tableOf = (caption, heads, rows) =>
    make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      make("table", {}, make("caption", { class: "sr" }, caption),
        make("thead", {}, make("tr", {}, ...heads.map((head, at) => make("th", { scope: "col", "data-sort": at ? "num" : "text" }, head)))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((value, at) => (at ? make("td", { class: "num" }, known(value)) : make("th", { scope: "row" }, value))))))));

  const signalTable = (caption, outlet, wanted) => {
    const all = outlet.signals.map((signal, at) => [...outlets().signals[at], ...signal]).filter((row) => row[7] && wanted(row[7]));
    all.sort((a, b) => Math.abs(b[7]) - Math.abs(a[7]));
    if (!all.length) return make("p", { class: "meta" }, "None.");
    return tableOf(caption, ["signal", "value", "typical", "points", "raises a red flag in"], all.slice(0, 7).map((row) => [
      make("span", { title: `${row[4]} Why: ${row[5]}.` }, row[0], make("small", {}, ` ${row[2] === "+" ? "more" : "less"} is better`)),
      places(row[6], 3), places(row[3], 3), signed(row[7]), row[8] === null ? "no such flag" : counted(row[8], "article", "articles"),
    ]));
  };

  const calibrationOf = (outlet) => {
    const most = Math.max(...outlet.calibration.map(([, claims]) => claims));
    const dots = outlet.calibration.map(([, claims, certainty, belief]) =>
      draw("circle", { class: "dot", cx: certainty * 100, cy: 100 - belief * 100, r: 2 + 6 * Math.sqrt(claims / most) }));
    const label = (x, y, text, more) => draw("text", { x, y, "text-anchor": "middle", ...more }, text);
    return [
      draw("svg", { class: "square", viewBox: "-20 -10 132 130", role: "img", "aria-label": "Certainty against belief; the table beside it has the numbers" },
        draw("rect", { class: "frame", x: 0, y: 0, width: 100, height: 100 }),
        draw("line", { class: "even", x1: 0, y1: 100, x2: 100, y2: 0 }), ...dots,
        label(-5, 3, "1"), label(-5, 103, "0"), label(100, 110, "1"), label(50, 111, "certainty"), label(-8, 50, "belief", { transform: "rotate(-90 -8 50)" })),
      tableOf("Calibration", ["certainty", "claims", "mean certainty", "mean belief"], outlet.calibration.map(([bin, claims, certainty, belief]) =>
        [`${(bin / outlets().bins).toFixed(1)} to ${((bin + 1) / outlets().bins).toFixed(1)}`, claims, places(certainty, 2), places(belief, 2)])),
    ];
  };

  const trendOf = (outlet) => {
    const nights = outlet.nights;
    const values = nights.flatMap((night) => night.slice(1, 4)).filter((value) => value !== null);
    if (!values.length) return make("p", { class: "meta" }, "No night had enough articles for a score.");
    const low = Math.floor(Math.min(...values) / 1000) * 1000;
    const high = Math.max(low + 1000, Math.ceil(Math.max(...values) / 1000) * 1000);
    const x = (at) => 20 + (at / (nights.length - 1)) * 270;
    const y = (value) => 70 - ((value - low) / (high - low)) * 60;
    const parts = [draw("text", { x: 16, y: 73, "text-anchor": "end" }, low / 100), draw("text", { x: 16, y: 13, "text-anchor": "end" }, high / 100),
      draw("text", { x: 20, y: 84 }, nights[0][0]), draw("text", { x: 290, y: 84, "text-anchor": "end" }, nights.at(-1)[0]),
      draw("line", { class: "grid", x1: 20, x2: 290, y1: 10, y2: 10 }), draw("line", { class: "grid", x1: 20, x2: 290, y1: 70, y2: 70 })];
    // A night without a score breaks the line.
    let run = [];
    const close = () => {
      if (run.length) {
        const banded = run.filter(([, night]) => night[2] !== null && night[3] !== null);
        const band = [...banded.map(([at, night]) => `${x(at)} ${y(night[3])}`), ...banded.reverse().map(([at, night]) => `${x(at)} ${y(night[2])}`)];
        if (band.length > 2) parts.push(draw("path", { class: "band", d: "M" + band.join("L") + "Z" }));
        parts.push(draw("path", { d: "M" + run.map(([at, night]) => `${x(at)} ${y(night[1])}`).join("L") }));
        parts.push(...run.map(([at, night]) => draw("circle", { class: "dot", cx: x(at), cy: y(night[1]), r: 2 }, draw("title", {}, `${night[0]}: ${hundredths(night[1])}`))));
      }
      run = [];
    };
    nights.forEach((night, at) => { if (night[1] === null) close(); else run.push([at, night]); });
    close();
    return draw("svg", { class: "trend", viewBox: "0 0 300 90", role: "img", "aria-label": `Score from ${nights[0][0]} to ${nights.at(-1)[0]}` }, ...parts);
  };

  const outletLink = (name) => make("a", { href: linkTo({ outlet: name }) }, name);
  const joined = (nodes, most) => {
    const shown = nodes.slice(0, most).flatMap((node, at) => (at ? [", ", node] : [node]));
    return nodes.length > most ? [...shown, ` and ${nodes.length - most} more`] : shown;
  };
  const echoLine = (lead, links, column) => {
    if (!links.length) return make("p", {}, `${lead}: none found.`);
    const sorted = [...links].sort((a, b) => b[2] - a[2]);
    const nodes = sorted.map((link) => make("span", {}, outletLink(outlets().outlets[link[column]].name), ` (${counted(link[2], "article", "articles")})`));
    return make("p", {}, `${lead}: `, ...joined(nodes, 12), ".");
  };

  const openOutlet = (name) => {
    const { outlets: all, parts, measured, echoes } = outlets();
    const number = all.findIndex((outlet) => outlet.name === name);
    if (number < 0) return false;
    const outlet = all[number];
    const level = outlet.ranks ? all.filter((other) => other !== outlet && other.ranks && other.ranks[0] <= outlet.ranks[1] && outlet.ranks[0] <= other.ranks[1]) : [];
    const close = make("button", { type: "button" }, "Close");
    close.addEventListener("click", () => dialog.close());
    const body = [make("div", { class: "bar-top" }, make("h2", { id: "detail-name" }, name), close)];
    body.push(make("p", {}, `${counted(outlet.articles, "article", "articles")} (${outlet.news.toLocaleString("en")} news, ${outlet.opinion.toLocaleString("en")} opinion), ${counted(outlet.words, "word", "words")}, ${counted(outlet.claims, "claim", "claims")}; `,
      ...(outlet.days ? [outlet.days[0] === outlet.days[1] ? outlet.days[0] : `${outlet.days[0]} to ${outlet.days[1]}`] : ["days ", unknown()]), "."));
    if (outlet.score === null) {
      body.push(make("p", { class: "note" }, "Too few articles for a score: ten that are long enough are needed, twenty are enough."));
    } else {
      const ranks = outlet.ranks[0] === outlet.ranks[1] ? outlet.ranks[0] : `${outlet.ranks[0]} to ${outlet.ranks[1]}`;
      body.push(make("p", {}, make("b", {}, `Score ${hundredths(outlet.score)} of 100`),
        `, 90 % interval ${hundredths(outlet.interval[0])} to ${hundredths(outlet.interval[1])}, rank ${ranks}, evidence ${outlet.evidence}. `,
        ...(level.length ? ["Level with ", ...joined(level.map((other) => outletLink(other.name)), 8), ": their ranges of ranks overlap. "] : ["No other outlet is level with it. "]),
        `It rests on ${counted(outlet.scored ?? 0, "article", "articles")} ${outlet.newsOnly ? "of news" : "of every genre"} of 100 words or more.`));
      body.push(make("h3", {}, "What the score is made of"), stepsOf(outlet, parts),
        make("p", { class: "meta" }, "Each part begins where the one above it ends; together they are the score, to the last digit. The base is the middle of the scale with rounding and the limits 0 and 100."));
      body.push(make("h3", {}, "Raises it most"), signalTable("Signals that raise the score", outlet, (points) => points > 0),
        make("h3", {}, "Lowers it most"), signalTable("Signals that lower the score", outlet, (points) => points < 0));
    }
    const own = [["attribution score", outlet.own[0], 1], ["hedging score", outlet.own[1], 1], ["agreement score (provisional)", outlet.own[2], 1], ["score of its opinion", outlet.own[3], 2]];
    body.push(make("div", { class: "columns" },
      make("div", {}, make("h3", {}, "Beside the score"),
        tableOf("Beside the score", ["measured", "value"], [...own.map(([label, value, digits]) => [label, places(value, digits)]), ...measured.map((label, at) => [label, places(outlet.measured[at], 3)])])),
      make("div", {}, make("h3", {}, "Calibration"),
        ...(outlet.calibration.length ? calibrationOf(outlet) : [make("p", {}, "None of its claims has been settled by other outlets.")]),
        make("h3", {}, "Echoes"),
        echoLine("It has text of", echoes.filter((link) => link[0] === number), 1),
        echoLine("Its text stands in", echoes.filter((link) => link[1] === number), 0),
        make("h3", {}, "Claims"),
        make("p", {}, make("a", { href: linkTo({ from: name, status: "contested" }) }, "its contested claims"), ", ", make("a", { href: linkTo({ from: name }) }, "all its shared claims")))));
    if (outlet.nights.length > 1) body.push(make("h3", {}, "Night by night"), trendOf(outlet));
    dialog.replaceChildren(...body);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    close.focus({ preventScroll: true });
    return true;
  };
  dialog.addEventListener("close", () => { if (!dialog.open && address()?.has("outlet")) remember("#outlets"); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  // Claims. Their data is read when the page stands.
  const [ID, STATUS, TEXT, BELIEF, SOURCES, ORIGINS, ECHOES, RIVALS, MENTIONS, MORE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const STANCES = ["affirms", "denies", "questions", "reports"];
  const CHUNK = 50;
  let data = null;
  let facts = [];
  let matching = [];
  let rendered = 0;
  const wanted = { q: "", status: "", from: "", sort: "", claim: "" };

  const outletOf = (mention) => data.articles[mention[0]][0];
  const dayOf = (mention) => data.articles[mention[0]][1] || "";
  const loadClaims = () => {
    if (data) return;
    data = read("claim-data");
    facts = data.claims.map((claim) => ({
      outlets: new Set(claim[MENTIONS].map(outletOf)),
      newest: claim[MENTIONS].reduce((last, mention) => (dayOf(mention) > last ? dayOf(mention) : last), ""),
      words: null,
    }));
  };
  const wordsOf = (at) => (facts[at].words ??= [data.claims[at][ID], data.claims[at][TEXT],
    ...data.claims[at][MENTIONS].flatMap((mention) => [mention[8], ...(mention[3] === null ? [] : data.speakers[mention[3]]), data.outlets[outletOf(mention)]])].join(" ").toLowerCase());

  const mentionItem = (mention) => {
    const [article, stance, certainty, voice, grade, echo, via, before, marked, after] = mention;
    const [outlet, day, url, title] = data.articles[article];
    const name = data.outlets[outlet];
    const to = webAddress(url);
    const speaker = voice === null ? "its own voice" : `${data.speakers[voice][0] || "somebody not named"}${data.speakers[voice][1] ? ` (${data.speakers[voice][1]})` : ""}`;
    return make("li", { class: STANCES[stance] },
      make("p", { class: "by" }, to ? make("a", { href: to, rel: "noopener noreferrer nofollow", title }, name) : make("b", { title }, name),
        ", ", known(day), `: ${speaker}${via ? `, by way of ${via}` : ""}`),
      make("p", { class: "said" }, before, make("mark", {}, marked), after),
      make("p", { class: "meta" }, `${STANCES[stance]}; certainty ${(certainty / 1000).toFixed(2)}; attribution: ${data.grades[grade]}${echo === null ? "" : `; echoes ${data.outlets[echo]}`}`));
  };
  const sideOf = (heading, mentions) => (mentions.length ? [make("h4", {}, ...heading), make("ul", { class: "evidence" }, ...mentions.map(mentionItem))] : []);
  const evidenceOf = (claim) => {
    const sides = STANCES.flatMap((_, stance) => sideOf([data.sides[stance]], claim[MENTIONS].filter((mention) => mention[1] === stance)));
    for (const rival of claim[RIVALS]) {
      if (Array.isArray(rival)) {
        sides.push(make("h4", {}, "Rival claim, not on this page: ", make("q", {}, rival[1])));
      } else {
        const other = data.claims[rival];
        const affirming = other[MENTIONS].filter((mention) => mention[1] === 0);
        const link = make("a", { href: linkTo({ claim: other[ID] }) }, other[TEXT]);
        sides.push(...(affirming.length ? sideOf(["Rival claim, affirmed by: ", link], affirming) : [make("h4", {}, "Rival claim: ", link)]));
      }
    }
    if (claim[MORE]) sides.push(make("p", { class: "meta" }, `${counted(claim[MORE], "more mention stands", "more mentions stand")} in evidence.csv.`));
    sides.push(make("p", { class: "meta" }, make("a", { href: linkTo({ claim: claim[ID] }) }, "link to this claim"), make("span", { class: "id" }, claim[ID])));
    return sides;
  };
  const share = (value) => (value / 1000).toFixed(2);
  const claimItem = (at, open) => {
    const claim = data.claims[at];
    const status = data.statuses[claim[STATUS]];
    const belief = claim[BELIEF];
    const item = make("details", { class: "claim" },
      make("summary", {}, make("span", { class: `chip ${status.replaceAll(" ", "_")}` }, status), " ", make("span", { class: "text" }, claim[TEXT]),
        make("span", { class: "meta" }, ` ${counted(claim[SOURCES], "outlet", "outlets")}, ${counted(claim[ORIGINS], "origin", "origins")}${claim[ECHOES] ? `, ${counted(claim[ECHOES], "echo", "echoes")}` : ""}, belief `,
          ...(belief ? [`${share(belief[0])} (${share(belief[1])} to ${share(belief[2])}), plain majority ${share(belief[3])}`] : [unknown()]))));
    const fill = () => { if (item.childElementCount === 1) item.append(...evidenceOf(claim)); };
    item.addEventListener("toggle", () => { if (item.open) fill(); });
    if (open) { fill(); item.open = true; }
    return item;
  };

  const showMore = (focus) => {
    const next = matching.slice(rendered, rendered + CHUNK).map((at) => claimItem(at, Boolean(wanted.claim)));
    rendered += next.length;
    byId("claim-list").append(...next);
    const left = matching.length - rendered;
    byId("claim-more").hidden = left === 0;
    byId("claim-more").textContent = `Show ${Math.min(left, CHUNK)} more`;
    byId("claim-count").textContent = wanted.claim && !matching.length
      ? `The claim ${wanted.claim} is not on this page; it may stand in claims.csv.`
      : `${counted(matching.length, "claim", "claims")}${rendered < matching.length ? `, the first ${rendered} shown` : ""}.`;
    if (focus) next[0]?.firstElementChild.focus();
  };
  const list = () => {
    loadClaims();
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    const status = data.statuses.indexOf(wanted.status.replaceAll("_", " "));
    const from = data.outlets.indexOf(wanted.from);
    matching = [];
    data.claims.forEach((claim, at) => {
      if (wanted.claim ? claim[ID] !== wanted.claim : (wanted.status && claim[STATUS] !== status) || (wanted.from && !facts[at].outlets.has(from)) || !words.every((word) => wordsOf(at).includes(word))) return;
      matching.push(at);
    });
    const last = (value, missing) => (value === missing ? 1 : 0);
    const orders = {
      newest: (a, b) => (facts[a].newest < facts[b].newest ? 1 : facts[a].newest > facts[b].newest ? -1 : a - b),
      sources: (a, b) => data.claims[b][SOURCES] - data.claims[a][SOURCES] || a - b,
      belief: (a, b) => {
        const [one, other] = [data.claims[a][BELIEF], data.claims[b][BELIEF]];
        return last(one, null) - last(other, null) || (one && other ? one[0] - other[0] : 0) || a - b;
      },
    };
    if (orders[wanted.sort]) matching.sort(orders[wanted.sort]);
    byId("claim-list").replaceChildren();
    rendered = 0;
    showMore(false);
  };
  const fields = { q: byId("claim-q"), status: byId("claim-status"), from: byId("claim-from"), sort: byId("claim-sort") };
  const fromFields = () => {
    for (const [key, field] of Object.entries(fields)) wanted[key] = field.value.trim();
    wanted.claim = "";
    remember(linkTo({ ...wanted }));
    list();
  };
  let typing = 0;
  fields.q.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(fromFields, 200); });
  for (const key of ["status", "from", "sort"]) fields[key].addEventListener("change", fromFields);
  byId("claim-controls").addEventListener("submit", (event) => { event.preventDefault(); fromFields(); });
  byId("claim-controls").addEventListener("reset", () => setTimeout(fromFields, 0));
  byId("claim-more").addEventListener("click", () => showMore(true));

  // What the address asks for.
  const follow = () => {
    const asked = address();
    if (!asked) { if (dialog.open) dialog.close(); return; }
    if (asked.has("outlet")) { openOutlet(asked.get("outlet")); return; }
    if (dialog.open) dialog.close();
    for (const key of Object.keys(wanted)) wanted[key] = asked.get(key) || "";
    for (const [key, field] of Object.entries(fields)) field.value = wanted[key];
    list();
    byId("claims").scrollIntoView();
  };
  addEventListener("hashchange", follow);
  // The list of claims takes the place of the plain one, which stays for print.
  const begin = () => {
    byId("claims-plain").hidden = true;
    byId("claims-live").hidden = false;
    if (!data) list();
    root.dataset.ready = String(Math.round(performance.now()));
  };
  const asked = address();
  if (asked && !asked.has("outlet")) { byId("claims-plain").hidden = true; byId("claims-live").hidden = false; }
  follow();
  setTimeout(begin, 0);
})();
