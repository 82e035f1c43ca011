// The list of facts by what needs eyes first, and the choices that narrow it.
import * as api from "attest/api.js";
import { grouped, h, percent, plural, replace, spaced } from "attest/dom.js";

const kPage = 50;
const kFacets = [
  ["need", "Needs"], ["status", "Status"], ["type", "Type"], ["modality", "Modality"], ["confidence", "Confidence"],
  ["decision", "Decision"], ["company", "Company"], ["rule", "Rule"], ["source", "Source"], ["month", "Published"],
];
// What a store may hold more values of than are offered.
const kOpenFacets = ["company", "rule", "source"];
const kOffered = 40;
const kOrders = [["need", "what needs eyes first"], ["confidence", "least confident first"], ["published", "newest first"], ["company", "by company"]];
export const filterNames = [...kFacets.map(([name]) => name), "words", "since", "until", "order"];

// `actions`: {filter(URLSearchParams), pick(id), bulk()}
export class Queue {
  constructor(filterRoot, listRoot, actions) {
    this.filterRoot = filterRoot;
    this.listRoot = listRoot;
    this.actions = actions;
    this.filter = new URLSearchParams();
    this.offset = 0;
    this.page = { items: [], matching: 0, total: 0, facets: {} };
    this.selected = null;
    this.opened = new Set(["need", "status", "type"]);
    this.asked = 0;
  }

  // Reads the page of the list that begins at `offset`; false when it was overtaken by a later call.
  async load(filter, offset = 0) {
    const asked = ++this.asked;
    const page = await api.facts(filter, offset, kPage);
    if (asked !== this.asked) return false;
    this.filter = filter;
    this.offset = offset;
    this.page = page;
    this.drawFilter();
    this.drawList();
    return true;
  }

  index() {
    return this.page.items.findIndex((row) => row.id === this.selected);
  }

  row(id) {
    return this.page.items.find((row) => row.id === id);
  }

  select(id) {
    this.selected = id;
    for (const item of this.listRoot.querySelectorAll("[data-id]")) {
      const here = item.dataset.id === id;
      item.setAttribute("aria-current", here ? "true" : "false");
      if (here) item.scrollIntoView({ block: "nearest" });
    }
  }

  // The fact that is so many rows away, from the next or the page before where needed; null at the ends.
  async step(by) {
    const at = this.index() + by;
    if (at >= 0 && at < this.page.items.length) return this.page.items[at].id;
    const offset = this.offset + (by > 0 ? kPage : -kPage);
    if (offset < 0 || offset >= this.page.matching || this.index() < 0) return null;
    if (!(await this.load(this.filter, offset))) return null;
    return this.page.items[by > 0 ? 0 : this.page.items.length - 1]?.id || null;
  }

  // Rows as they are after a decision, in their places: the list does not jump under the reader.
  update(rows) {
    for (const row of rows) {
      const at = this.page.items.findIndex((one) => one.id === row.id);
      if (at >= 0) this.page.items[at] = row;
    }
    this.drawList();
  }

  drawList() {
    const { items, matching, total } = this.page;
    const range = items.length ? `${grouped(this.offset + 1)}–${grouped(this.offset + items.length)} of ` : "";
    replace(this.listRoot,
      h("p", { class: "count", id: "count" }, `${range}${plural(matching, "fact")}${matching < total ? `; ${grouped(total - matching)} hidden by the filter` : ""}`),
      items.length === 0 && h("p", { class: "empty" }, total ? "No fact fits the filter." : "The store holds no facts yet: `attest run ARTICLES` reads some."),
      h("ol", { class: "rows", start: this.offset + 1 }, items.map((row) => this.drawRow(row))),
      h("p", { class: "pager" },
        h("button", { type: "button", disabled: this.offset === 0, onclick: () => this.load(this.filter, Math.max(0, this.offset - kPage)) }, "Previous page"),
        h("button", { type: "button", disabled: this.offset + items.length >= matching, onclick: () => this.load(this.filter, this.offset + kPage) }, "Next page"),
        !api.readOnly && h("button", { type: "button", id: "bulk", disabled: !items.length, onclick: () => this.actions.bulk() }, "Decide on all shown…")));
    this.select(this.selected);
  }

  drawRow(row) {
    const about = [row.need, percent(row.confidence), plural(row.sources, "source")].join(" · ");
    return h("li", {}, h("button", { type: "button", class: `row decision-${row.decision}`, "data-id": row.id, onclick: () => this.actions.pick(row.id) },
      h("span", { class: "said" }, row.corrected || row.statement), h("span", { class: `about need-${row.need.replace(/ /g, "-")}` }, row.decision === "none" ? about : `${row.decision}ed · ${about}`)));
  }

  drawFilter() {
    const changed = (change) => {
      const filter = new URLSearchParams(this.filter);
      change(filter);
      this.actions.filter(filter);
    };
    const set = (name, value) => changed((filter) => (value ? filter.set(name, value) : filter.delete(name)));
    const facet = ([name, title]) => {
      const counts = this.page.facets[name] || [];
      if (!counts.length) return null;
      const chosen = this.filter.getAll(name);
      return h("details", {
        open: this.opened.has(name) || chosen.length > 0,
        ontoggle: (event) => (event.target.open ? this.opened.add(name) : this.opened.delete(name)),
      }, h("summary", {}, title, chosen.length > 0 && ` (${chosen.length})`),
        h("ul", {}, counts.map(({ value, count }) =>
          h("li", {}, h("label", {},
            h("input", {
              type: "checkbox", name, value, checked: chosen.includes(value),
              onchange: (event) => changed((filter) => (event.target.checked ? filter.append(name, value) : filter.delete(name, value))),
            }), h("span", { class: "value" }, name === "type" ? spaced(value) : value), h("span", { class: "number" }, grouped(count)))))),
        kOpenFacets.includes(name) && counts.length >= kOffered &&
          h("label", { class: "another" }, `Another ${name}, by its whole name`,
            h("input", { type: "text", id: `another-${name}`, autocomplete: "off", onchange: (event) => changed((filter) => filter.append(name, event.target.value.trim())) })));
    };
    const day = (name, title) => h("label", {}, title, h("input", { type: "date", id: name, value: this.filter.get(name) || "", onchange: (event) => set(name, event.target.value) }));
    const focused = document.activeElement?.id;
    replace(this.filterRoot,
      h("label", {}, h("span", { class: "hidden" }, "Search"),
        h("input", { type: "search", id: "words", placeholder: "Search  /", value: this.filter.get("words") || "", onchange: (event) => set("words", event.target.value.trim()) })),
      h("label", {}, "Order", h("select", { id: "order", onchange: (event) => set("order", event.target.value) },
        kOrders.map(([value, title]) => h("option", { value, selected: (this.filter.get("order") || "need") === value }, title)))),
      kFacets.map(facet),
      h("p", { class: "days" }, day("since", "Since"), day("until", "Until")),
      filterNames.some((name) => name !== "order" && this.filter.has(name)) &&
        h("p", {}, h("button", { type: "button", id: "clear", onclick: () => this.actions.filter(new URLSearchParams()) }, "Clear the filter")));
    if (["words", "order", "since", "until"].includes(focused)) document.getElementById(focused)?.focus();
  }
}
