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
  if (report) return embeddedOr(report.cards[id], "this fact is not in the report");
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

// A report holds its rows whole; their own fields are what can be chosen by.
function filterReport(filter, offset, limit) {
  const fields = ["need", "status", "type", "modality", "decision"];
  const holds = (row, but) =>
    fields.every((field) => field === but || !filter.getAll(field).length || filter.getAll(field).includes(row[field])) &&
    `${row.statement} ${row.quote}`.toLowerCase().includes((filter.get("words") || "").toLowerCase());
  const facets = {};
  for (const field of fields) {
    const counts = new Map();
    for (const row of report.items) if (holds(row, field)) counts.set(row[field], (counts.get(row[field]) || 0) + 1);
    facets[field] = [...counts].map(([value, count]) => ({ value, count }));
  }
  const matching = report.items.filter((row) => holds(row, null));
  return {
    store: report.store, generation: report.generation, total: report.items.length, matching: matching.length,
    offset, facets, items: matching.slice(offset, offset + limit),
  };
}
