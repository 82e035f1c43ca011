// Puts the views together: what the address says, what the keys do, and the decisions with their undo.
import * as api from "attest/api.js";
import { Card } from "attest/card.js";
import { drawCompanies, drawCompany } from "attest/company.js";
import { byId, h, notice, openDialog, plural, replace } from "attest/dom.js";
import { drawOverview } from "attest/overview.js";
import { filterNames, Queue } from "attest/queue.js";

const kKeys = [
  ["j, k", "next, previous fact"], ["a", "accept"], ["x", "reject"], ["e", "correct"], ["space", "skip"],
  ["u", "undo the last action, a bulk decision as a whole"], ["/", "search"], ["?", "these keys"], ["Esc", "close"],
];

let queue, card;
let generation = null;
let who = "";
let busy = false;  // one decision at a time
const undoStack = [];  // [{rows: [row], text}]

const address = () => new URLSearchParams(location.search);
const view = () => address().get("view") || "queue";

function filterOf(params) {
  const filter = new URLSearchParams();
  for (const [name, value] of params) if (filterNames.includes(name)) filter.append(name, value);
  return filter;
}

// Puts into the address what the page shows, so that it can be sent and reloaded.
function go(changes, { keep = true, replaceEntry = false } = {}) {
  const params = keep ? address() : new URLSearchParams();
  params.delete("token");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  const url = `${location.pathname}?${params}`;
  history[replaceEntry ? "replaceState" : "pushState"](null, "", url);
}

function showFilter(filter) {
  const params = new URLSearchParams({ view: "queue" });
  for (const [name, value] of filter) params.append(name, value);
  history.pushState(null, "", `${location.pathname}?${params}`);
  return route();
}

async function pick(id, { quiet = false } = {}) {
  if (view() !== "queue") {
    go({ view: "queue", fact: id }, { keep: false });
    return route();
  }
  go({ fact: id }, { replaceEntry: quiet });
  queue.select(id);
  await card.show(id, queue.filter);
}

const openCompany = (name) => {
  go({ view: "company", name }, { keep: false });
  return route();
};

async function route() {
  const name = view();
  for (const one of ["queue", "companies", "overview"]) {
    const here = one === name || (one === "companies" && name === "company");
    if (here) byId(`nav-${one}`).setAttribute("aria-current", "page");
    else byId(`nav-${one}`).removeAttribute("aria-current");
  }
  const main = byId("main");
  try {
    if (name === "overview") {
      drawOverview(main, await api.overview(), (facet, value) => showFilter(new URLSearchParams([[facet, value]])));
    } else if (name === "companies") {
      const words = address().get("words") || "";
      const search = api.readOnly ? null : { words, run: (text) => { go({ words: text }); route(); } };
      drawCompanies(main, await api.companies(words), search, openCompany);
    } else if (name === "company") {
      const review = (company) => showFilter(new URLSearchParams({ company }));
      drawCompany(main, await api.company(address().get("name") || ""), { pick, review });
    } else {
      await showQueue(main);
    }
  } catch (refusal) {
    replace(main, h("p", { class: "notice bad" }, refusal.message));
  }
}

async function showQueue(main) {
  if (!byId("list")) {
    replace(main, h("div", { class: "desk" },
      h("details", { class: "filter", open: window.innerWidth > 900 }, h("summary", {}, "Filter"), h("div", { id: "filter", role: "search" })),
      h("section", { id: "list", "aria-label": "Facts" }), h("section", { id: "card", "aria-label": "Fact", tabindex: "-1" })));
    queue = new Queue(byId("filter"), byId("list"), { filter: showFilter, pick, bulk });
    card = new Card(byId("card"), {
      decide, pick, clear: clearFilters, company: openCompany, source: (label) => showFilter(new URLSearchParams({ source: label })),
    });
  }
  await queue.load(filterOf(address()), queue.offset && String(queue.filter) === String(filterOf(address())) ? queue.offset : 0);
  noteStore(queue.page);
  const id = address().get("fact") || queue.page.items[0]?.id;
  if (id) {
    queue.select(id);
    await card.show(id, queue.filter);
  } else {
    card.empty("Nothing to show.");
  }
}

function clearFilters(names) {
  const filter = new URLSearchParams(queue.filter);
  for (const name of names) filter.delete(name);
  const fact = address().get("fact");
  const params = new URLSearchParams({ view: "queue", ...(fact ? { fact } : {}) });
  for (const [name, value] of filter) params.append(name, value);
  history.pushState(null, "", `?${params}`);
  return route();
}

function noteStore(page) {
  byId("where").textContent = page.store;
  if (generation !== null && page.generation !== generation) notice("The store has changed: a run has committed, and the list was read anew.");
  generation = page.generation;
}

// Sends a decision about rows and says what became of it. Returns the rows that it was taken on as they are now, or null
// when it can be tried again.
async function send(decision, rows, more = {}) {
  if (busy) return null;
  busy = true;
  try {
    const items = rows.map((row) => ({ fact: row.id, seen: row.seen, citation: row.citation }));
    const answer = await api.decide({ decision, who, why: card.why(), items, ...more });
    if (answer.stale.length) notice(`${plural(answer.stale.length, "fact")} left alone: decided elsewhere meanwhile. Look again.`, "bad");
    queue.update([...answer.done, ...answer.stale]);
    return answer.done;
  } catch (refusal) {
    // What the page shows is no longer so: it is read anew before that is told.
    try {
      if (refusal.status === 404) await route();
      queue.update(refusal.body?.stale || []);
      if (refusal.status === 409 && card.fact) await card.show(card.fact.id, queue.filter);
    } finally {
      notice(refusal.message, "bad");
    }
    return [404, 409].includes(refusal.status) ? [] : null;
  } finally {
    busy = false;
  }
}

async function decide(decision, more = {}) {
  if (api.readOnly || !card.fact || busy) return;
  const { id, statement, seen } = card.fact;
  card.root.setAttribute("aria-busy", "true");
  try {
    const done = await send(decision, [{ id, seen, citation: card.cited }], more);
    if (!done?.length) return;
    if (decision === "undo") {
      await card.show(id, queue.filter);
      notice(`Taken back: ${statement}`);
      return;
    }
    undoStack.push({ rows: done, text: statement });
    notice(`${{ accept: "Accepted", reject: "Rejected", correct: "Corrected" }[decision]}: ${statement}`, "good", { name: "Undo", run: undo });
    await move(1);
  } finally {
    card.root.setAttribute("aria-busy", "false");
  }
}

async function undo() {
  const last = undoStack.pop();
  if (!last) return notice("Nothing to undo on this page; a fact's own decision can be taken back on its card.", "bad");
  card.root.setAttribute("aria-busy", "true");
  try {
    const done = await send("undo", last.rows, { why: "" });
    if (!done) return undoStack.push(last);
    if (!done.length) return;
    await pick(done[0].id, { quiet: true });
    notice(`Undone: ${last.rows.length === 1 ? last.text : plural(done.length, "decision")}`);
  } finally {
    card.root.setAttribute("aria-busy", "false");
  }
}

function bulk() {
  const rows = queue.page.items;
  const unseen = rows.filter((row) => row.decision === "none");
  openDialog(`Decide on ${plural(unseen.length, "fact")}`, (close) => {
    const why = h("input", { type: "text", id: "bulk-why", autocomplete: "off" });
    const run = async (decision) => {
      close();
      const done = await send(decision, unseen, { why: why.value.trim() });
      if (!done?.length) return;
      undoStack.push({ rows: done, text: "" });
      if (card.fact) await card.show(card.fact.id, queue.filter);
      notice(`${decision === "accept" ? "Accepted" : "Rejected"}: ${plural(done.length, "fact")}`, "good", { name: "Undo", run: undo });
    };
    return [
      h("p", {}, `The ${unseen.length} undecided of the ${rows.length} that the list shows; one undo takes all of them back.`),
      h("ol", { class: "preview", tabindex: "0", "aria-label": "Preview" }, unseen.map((row) => h("li", {}, row.statement))),
      h("p", {}, h("label", {}, "Why ", why)),
      h("p", {}, h("button", { type: "button", disabled: !unseen.length, onclick: () => run("accept") }, `Accept ${unseen.length}`),
        h("button", { type: "button", disabled: !unseen.length, onclick: () => run("reject") }, `Reject ${unseen.length}`),
        h("button", { type: "button", onclick: close }, "Cancel"))];
  });
}

function showKeys() {
  openDialog("Keys", (close) => [
    h("dl", { class: "keys" }, kKeys.map(([key, does]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)))),
    !api.readOnly && h("p", {}, h("label", {}, "You decide as ", h("input", {
      type: "text", id: "who", value: who, autocomplete: "off",
      onchange: (event) => { who = event.target.value.trim() || who; localStorage.setItem("attest-who", who); },
    }))),
    h("p", {}, h("button", { type: "button", onclick: close }, "Close"))]);
}

async function move(by) {
  if (view() !== "queue") return;
  const next = await queue.step(by);
  if (next) await pick(next, { quiet: true });
  else if (by > 0 && card.fact) await card.show(card.fact.id, queue.filter);
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || byId("dialog").open) return;
  const typing = event.target.closest("input, select, textarea");
  if (typing && typing.type !== "checkbox") {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (event.key === "?") {
    showKeys();
  } else if (view() !== "queue") {
    return;
  } else if (event.key === "/") {
    const filter = document.querySelector(".filter");
    filter.open = true;
    byId("words").focus();
  } else if (event.key === " " && event.target.closest("button, summary, a, input")?.matches(":not([data-id])")) {
    return;  // the space bar presses what has the focus; on a row of the list it skips
  } else {
    const actions = {
      j: () => move(1), k: () => move(-1), " ": () => move(1), u: undo,
      a: () => decide("accept"), x: () => decide("reject"), e: () => card.fact && card.correct(),
    };
    if (!actions[event.key] || (api.readOnly && "uaxe".includes(event.key))) return;
    actions[event.key]();
  }
  event.preventDefault();
}

async function start() {
  if (address().has("token")) go({ token: null }, { replaceEntry: true });
  byId("help-button").addEventListener("click", showKeys);
  document.addEventListener("keydown", onKey);
  window.addEventListener("popstate", route);
  document.querySelector("header").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", `${location.pathname}${link.search || "?view=queue"}`);
    route();
  });
  try {
    who = localStorage.getItem("attest-who") || (await api.reviewer()).who;
  } catch (refusal) {
    return replace(byId("main"), h("p", { class: "notice bad" }, refusal.message));
  }
  await route();
}

start();
