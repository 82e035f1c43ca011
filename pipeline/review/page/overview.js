// Counts over the whole store, and the rules by how often they were right: which rule to mend.
import { grouped, h, plural, replace, spaced } from "attest/dom.js";

function counts(title, values, choose) {
  const most = Math.max(1, ...values.map((one) => one.count));
  return h("section", {}, h("h3", {}, title), h("table", { class: "counts" }, h("tbody", {}, values.map(({ value, count }) =>
    h("tr", {}, h("th", { scope: "row" }, h("button", { type: "button", class: "link", onclick: () => choose(value) }, spaced(value))),
      h("td", { class: "number" }, grouped(count)), h("td", { class: "bar-cell" }, h("meter", { min: 0, max: most, value: count, "aria-label": `${value}: ${count}` })))))));
}

const share = (right, read) => (read ? `${Math.round((100 * right) / read)}% of ${read}` : "–");

export function drawOverview(root, overview, choose) {
  const byMonth = [...overview.month].sort((a, b) => (a.value < b.value ? -1 : 1));
  const doubt = (rule) => {
    const read = (rule.measured?.[1] || 0) + rule.accept + rule.reject + rule.correct;
    return ((rule.measured?.[0] || 0) + rule.accept + 1) / (read + 2);
  };
  const rules = [...overview.rules].sort((a, b) => doubt(a) - doubt(b));
  replace(root, h("h2", {}, "Overview"), h("p", { class: "about" }, `${overview.store}: ${plural(overview.total, "fact")}`),
    h("div", { class: "columns" },
      counts("Type", overview.type, (value) => choose("type", value)), counts("Status", overview.status, (value) => choose("status", value)),
      counts("Modality", overview.modality, (value) => choose("modality", value)), counts("Decision", overview.decision, (value) => choose("decision", value)),
      counts("Published", byMonth, (value) => choose("month", value))),
    h("section", {}, h("h3", {}, "Rules"), h("p", { class: "about" }, "Those that were least often right come first, on gold and by reviewers together."),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rules" }, h("table", { class: "facts" },
        h("thead", {}, h("tr", {}, ["Rule", "Facts", "Right on gold", "Accepted", "Corrected", "Rejected"].map((title) => h("th", { scope: "col" }, title)))),
        h("tbody", {}, rules.map((rule) => h("tr", {},
          h("td", {}, h("button", { type: "button", class: "link", onclick: () => choose("rule", rule.rule) }, rule.rule)),
          h("td", { class: "number" }, grouped(rule.facts)), h("td", { class: "number" }, rule.measured ? share(...rule.measured) : "not measured"),
          ["accept", "correct", "reject"].map((decision) => h("td", { class: "number" }, rule[decision])))))))),
    overview.orphaned.length > 0 && h("section", {}, h("h3", {}, "Orphaned decisions"),
      h("p", { class: "about" }, "The claims that these are about are no longer extracted; they are kept and count again when the claims are back."),
      h("ul", { id: "orphaned" }, overview.orphaned.map((line) => h("li", {}, `${line.decision} by ${line.who}, ${line.when}: ${line.key}${line.why ? ` (${line.why})` : ""}`)))));
}
