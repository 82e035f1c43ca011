// What the page knows of the store: from the server, or, in a report, from the file itself.
const embedded = document.getElementById("attest-data");
const report = embedded ? JSON.parse(embedded.textContent) : null;

export const readOnly = report !== null;

class Refusal extends Error {
  constructor(status, body) {
    super(body.error || `the server answered ${status}`);
    this.status = status;
    this.body = body;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Refusal(0, { error: "The server does not answer: is `attest review` still running? Nothing was decided." });
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, body);
  return body;
}

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// `filter`: URLSearchParams with the facets' choices, words, since, until, order.
export function facts(filter, offset, limit) {
  if (report) return Promise.resolve(filterReport(filter, offset, limit));
  const query = new URLSearchParams(filter);
  query.set("offset", offset);
  query.set("limit", limit);
  return ask(`/api/facts?${query}`);
}

export function fact(id, filter) {
  if (report) {
    const row = report.items.find((one) => one.id === id);
    return embeddedOr(row && { ...report.cards[id], hidden_by: hiding(row, filter) }, "this fact is not in the report");
  }
  const query = new URLSearchParams(filter);
  query.set("id", id);
  return ask(`/api/fact?${query}`);
}

export const article = (id) =>
  report ? embeddedOr(report.documents[id], "this article is not in the report") : ask(`/api/document?${new URLSearchParams({ id })}`);

export const companies = (words) =>
  report ? Promise.resolve(report.companies) : ask(`/api/companies?${new URLSearchParams({ words })}`);

export const company = (name) =>
  report ? embeddedOr(report.company[name], "this company is not in the report") : ask(`/api/company?${new URLSearchParams({ name })}`);

export const overview = () => (report ? Promise.resolve(report.overview) : ask("/api/overview"));
export const reviewer = () => (report ? Promise.resolve({ who: "" }) : ask("/api/reviewer"));
export const decide = (request) => post("/api/decisions", request);
export const readValue = (request) => post("/api/value", request);

const embeddedOr = (found, otherwise) =>
  found ? Promise.resolve(found) : Promise.reject(new Refusal(404, { error: otherwise }));

// What facts are told apart by, as the server has it (fact_index.h): the values of a row of the report.
const kBands = [[0.9, "0.9 and over"], [0.7, "0.7 to 0.9"], [0.5, "0.5 to 0.7"], [0, "under 0.5"]];
const citationsOf = (row) => report.cards[row.id].citations;
const kFacets = {
  need: (row) => [row.need], status: (row) => [row.status], type: (row) => [row.type], modality: (row) => [row.modality],
  confidence: (row) => [kBands.find(([from]) => row.confidence >= from)[1]], decision: (row) => [row.decision],
  company: (row) => report.cards[row.id].roles.filter(({ role }) => role !== "person").flatMap((role) => role.value).map((party) => party?.name).filter(Boolean),
  rule: (row) => citationsOf(row).map((citation) => citation.rule), source: (row) => citationsOf(row).map((citation) => citation.label),
  month: (row) => daysOf(row).map((day) => day.slice(0, 7)),
};
const kOrders = {
  confidence: (a, b) => a.confidence - b.confidence, published: (a, b) => compare(daysOf(b).pop() || "", daysOf(a).pop() || ""),
  company: (a, b) => compare(kFacets.company(a)[0] || "", kFacets.company(b)[0] || ""),
};
const daysOf = (row) => citationsOf(row).map((citation) => citation.published).filter(Boolean).sort();
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// The conditions of the filter that hide a row: facets, "words", "since", "until".
function hiding(row, filter) {
  const names = Object.keys(kFacets).filter((name) => {
    const chosen = filter.getAll(name);
    return chosen.length && !kFacets[name](row).some((value) => chosen.includes(value));
  });
  const words = (filter.get("words") || "").toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${row.id} ${row.type} ${row.statement} ${row.quote}`.toLowerCase();
  if (!words.every((word) => text.includes(word))) names.push("words");
  const days = daysOf(row), since = filter.get("since"), until = filter.get("until");
  if (since && !(days[days.length - 1] >= since)) names.push("since");
  if (until && !(days[0] <= until)) names.push("until");
  return names;
}

function filterReport(filter, offset, limit) {
  const hidden = new Map(report.items.map((row) => [row, hiding(row, filter)]));
  const facets = {};
  for (const name of Object.keys(kFacets)) {
    const counts = new Map();
    for (const row of report.items) {
      if (hidden.get(row).every((by) => by === name)) for (const value of new Set(kFacets[name](row))) counts.set(value, (counts.get(value) || 0) + 1);
    }
    facets[name] = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  }
  const matching = report.items.filter((row) => !hidden.get(row).length);
  const order = kOrders[filter.get("order")];
  if (order) matching.sort(order);
  return {
    store: report.store, generation: report.generation, total: report.items.length, matching: matching.length,
    offset, facets, items: matching.slice(offset, offset + limit),
  };
}
