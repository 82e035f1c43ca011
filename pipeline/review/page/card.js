// One fact: what it says, why it is believed, where it stands; and the form that corrects it.
import * as api from "attest/api.js";
import { byId, h, percent, plural, replace, spaced } from "attest/dom.js";
import { articleView, roleClass, showWords } from "attest/source.js";

const kModalities = ["actual", "planned", "forecast", "possible", "denied"];

// `actions`: {decide(decision, more), pick(factId), clear(names), company(name), source(label)}
export class Card {
  constructor(root, actions) {
    this.root = root;
    this.actions = actions;
    this.fact = null;
    this.cited = 0;
    this.asked = 0;  // answers to what was asked before are dropped
  }

  async show(id, filter) {
    const asked = ++this.asked;
    let fact;
    try {
      fact = await api.fact(id, filter);
    } catch (refusal) {
      if (asked === this.asked) this.empty(refusal.message);
      return;
    }
    if (asked !== this.asked) return;
    this.fact = fact;
    this.cited = 0;
    this.draw();
    await this.openSource(this.allCitations()[0]);
  }

  empty(text) {
    ++this.asked;
    this.fact = null;
    replace(this.root, h("p", { class: "empty" }, text));
  }

  why() {
    return byId("why")?.value.trim() || "";
  }

  allCitations() {
    return [...this.fact.citations, ...this.fact.alternatives.flatMap((other) => other.citations)];
  }

  roleNames() {
    return this.fact.roles.map((role) => role.role);
  }

  draw() {
    const fact = this.fact;
    replace(this.root,
      fact.hidden_by.length > 0 && h("p", { class: "notice bad" }, `Not in the list: hidden by ${fact.hidden_by.join(", ")}. `,
        h("button", { type: "button", onclick: () => this.actions.clear(fact.hidden_by) }, "Clear these filters")),
      h("h2", { id: "statement" }, fact.statement),
      fact.corrected && h("p", { class: "corrected" }, h("strong", {}, "Corrected to: "), fact.corrected.statement),
      h("p", { class: "tags" },
        h("span", { class: `tag status-${fact.status}` }, fact.status),
        h("span", { class: "tag" }, spaced(fact.type)),
        h("span", { class: "tag" }, fact.modality),
        fact.modifier !== "exact" && h("span", { class: "tag" }, fact.modifier),
        h("span", { class: `tag decision-${fact.decision?.decision || "none"}` }, decisionText(fact.decision))),
      h("p", { class: "reason" }, `${fact.need === "decided" ? "" : `In the queue because: ${fact.need}. `}${capital(fact.why_status)}. `,
        this.confidenceText()),
      fact.fulfils_statement && h("p", { class: "reason" }, "What was planned has happened: ",
        h("button", { type: "button", class: "link", onclick: () => this.actions.pick(fact.fulfils) }, fact.fulfils_statement)),
      fact.decision?.contradicted && h("p", { class: "notice bad" }, "New articles speak against the decision."),
      this.rolesTable(),
      !api.readOnly && this.decisionBar(),
      h("div", { id: "correction" }),
      this.alternatives(),
      h("div", { id: "source" }, h("p", { class: "loading" }, "Reading the article…")),
      !fact.alternatives.length && this.citationList("Cited by", fact.citations),
      this.history());
  }

  confidenceText() {
    const best = this.fact.citations[0];
    const measured = best?.measured;
    const rule = measured ? ` (its rule ${best.rule} was right in ${measured[0]} of ${measured[1]} on gold)` : best ? ` (read by ${best.rule})` : "";
    return `Confidence ${percent(this.fact.confidence)}${rule}.`;
  }

  rolesTable() {
    return h("dl", { class: "roles", "aria-label": "Roles" }, this.fact.roles.map((role) =>
      h("div", {}, h("dt", {}, role.role),
        h("dd", {}, h("button", {
          type: "button", class: `role ${roleClass(this.roleNames(), role.role)}`, "data-chip": role.role,
          title: "Show the words in the source", onclick: () => showWords(this.root, role.role),
        }, role.text), role.role !== "person" && companyLinks(role.value, this.actions), this.filledFrom(role.role)))));
  }

  filledFrom(role) {
    const from = this.fact.citations[this.cited]?.fills.find((one) => one.role === role)?.from;
    return from && from !== "words" && h("span", { class: "from", title: "Where the rule has taken it from" }, `from ${from}`);
  }

  decisionBar() {
    const button = (key, name, run) => h("button", { type: "button", "data-key": key, onclick: run }, name, " ", h("kbd", {}, key));
    return h("div", { class: "bar", role: "group", "aria-label": "Decision" },
      button("a", "Accept", () => this.actions.decide("accept")),
      button("x", "Reject", () => this.actions.decide("reject")),
      button("e", "Correct", () => this.correct()),
      this.fact.decision && h("button", { type: "button", onclick: () => this.actions.decide("undo") }, "Take back"),
      h("label", {}, "Why ", h("input", { id: "why", type: "text", autocomplete: "off", placeholder: "optional" })));
  }

  citationList(title, citations) {
    const sources = new Map();
    citations.forEach((citation) => sources.set(citation.source, [...(sources.get(citation.source) || []), citation]));
    return h("section", { class: "citations" }, title && h("h3", {}, title),
      h("ol", {}, [...sources.values()].map((group) =>
        h("li", {}, this.citation(group[0]),
          group.length > 1 && h("ul", { "aria-label": "Copies and reports of the same origin" }, group.slice(1).map((copy) => h("li", {}, "copy: ", this.citation(copy))))))));
  }

  citation(citation) {
    const open = async () => {
      await this.openSource(citation);
      byId("source").scrollIntoView({ block: "nearest" });
    };
    return h("button", { type: "button", class: "citation", onclick: open },
      h("span", { class: "quoted" }, `“${citation.quote}”`), " ",
      h("span", { class: "about" }, [citation.title, citation.published, citation.report && `after ${citation.report}`].filter(Boolean).join(", ")));
  }

  alternatives() {
    if (!this.fact.alternatives.length) return null;
    const differing = this.fact.alternatives[0].roles.map((role) => role.role);
    const side = (roles, about, citations) => h("div", {}, h("p", {}, h("strong", {}, roles.map((role) => `${role.role} ${role.text}`).join(", ")), ` · ${about}`),
      this.citationList(null, citations));
    return h("section", { class: "alternatives" }, h("h3", {}, "Side by side"),
      h("div", { class: "side-by-side" },
        side(this.fact.roles.filter((role) => differing.includes(role.role)), `${plural(this.fact.sources, "source")} · stands`, this.fact.citations),
        this.fact.alternatives.map((other) =>
          side(other.roles, `${plural(other.sources, "source")}${other.superseded ? " · superseded" : ""}`, other.citations))));
  }

  history() {
    if (!this.fact.history.length) return null;
    return h("details", { class: "history" }, h("summary", {}, `History: ${plural(this.fact.history.length, "decision")}`),
      h("ol", {}, this.fact.history.map((line) =>
        h("li", {}, `${line.decision} by ${line.who}, ${line.when}${line.why ? `: ${line.why}` : ""}${line.corrected ? ` → ${line.corrected}` : ""}`,
          line.rule && h("span", { class: "about", title: line.rules }, ` (${line.rule}${line.rules && `, rules ${line.rules.replace(/^sha256:/, "").slice(0, 8)}`})`)))));
  }

  async openSource(citation) {
    if (!citation) return;
    const own = this.fact.citations.indexOf(citation);
    if (own >= 0) this.cited = own;
    const asked = this.asked;
    let article;
    try {
      article = await api.article(citation.document);
    } catch (refusal) {
      if (asked === this.asked) replace(byId("source"), h("p", { class: "notice bad" }, refusal.message));
      return;
    }
    if (asked !== this.asked) return;
    this.published = article.published;
    const pick = (mark) => {
      if (mark.role) this.root.querySelector(`[data-chip="${CSS.escape(mark.role)}"]`)?.focus();
      else this.actions.pick(mark.fact);
    };
    replace(byId("source"), articleView(article, citation, this.roleNames(), this.fact.id, {
      pick, openFact: this.actions.pick, openSource: this.actions.source,
    }));
    const text = this.root.querySelector(".text");
    const quote = text.querySelector(".quote");
    if (quote) text.scrollTop = quote.offsetTop - text.offsetTop - text.clientHeight / 3;
  }

  // The form that corrects: a field a role, filled by typing or by choosing words in the source, and the modality. It
  // begins with what a correction before has put right.
  correct() {
    const now = this.fact.corrected || this.fact;
    const values = new Map(now.roles.map((role) => [role.role, role.value]));
    const problem = h("p", { class: "notice bad", role: "alert", hidden: true });
    const read = async (role, input) => {
      const words = input.value.trim();
      if (!words) {
        values.delete(role);
        input.removeAttribute("aria-invalid");
        return true;
      }
      if (input.dataset.read === words) return true;
      try {
        const { value } = await api.readValue({ type: this.fact.type, role, words, published: this.published || "" });
        values.set(role, value);
        input.dataset.read = words;
        input.removeAttribute("aria-invalid");
        return true;
      } catch (refusal) {
        problem.hidden = false;
        problem.textContent = `${role}: ${refusal.message}`;
        input.setAttribute("aria-invalid", "true");
        return false;
      }
    };
    const fields = this.fact.roles_of_type.map((role) => {
      const text = now.roles.find((one) => one.role === role)?.text || "";
      const input = h("input", { type: "text", id: `role-${role}`, autocomplete: "off", value: text, "data-read": text });
      const take = h("button", {
        type: "button", title: "Choose words in the source first",
        // The selection would be gone by the click.
        onmousedown: (event) => event.preventDefault(),
        onclick: () => {
          const chosen = window.getSelection().toString().replace(/\s+/g, " ").trim();
          if (!chosen) return;
          input.value = chosen;
          read(role, input);
        },
      }, "take chosen words");
      return { role, input, row: h("p", {}, h("label", { for: `role-${role}` }, role), input, take) };
    });
    const modality = h("select", { id: "right-modality" }, kModalities.map((one) => h("option", { value: one, selected: one === now.modality }, one)));
    const send = async (event) => {
      event.preventDefault();
      problem.hidden = true;
      for (const field of fields) if (!(await read(field.role, field.input))) return;
      const changed = modality.value === this.fact.modality ? {} : { modality: modality.value };
      this.actions.decide("correct", { roles: Object.fromEntries(values), ...changed });
    };
    const form = h("form", { class: "correct", "aria-label": "Correct the fact", onsubmit: send },
      h("h3", {}, "What the article states"), fields.map((field) => field.row),
      h("p", {}, h("label", { for: "right-modality" }, "modality"), modality), problem,
      h("p", {}, h("button", { type: "submit" }, "Save the correction"),
        h("button", { type: "button", onclick: () => replace(byId("correction")) }, "Cancel")));
    replace(byId("correction"), form);
    fields[0].input.focus();
  }
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function decisionText(decision) {
  const verbs = { accept: "accepted", reject: "rejected", correct: "corrected" };
  return decision ? `${verbs[decision.decision]} by ${decision.who}` : "not decided";
}

function companyLinks(value, actions) {
  const parties = (Array.isArray(value) ? value : [value]).filter((party) => party && typeof party === "object" && party.name);
  return parties.map((party) => h("button", { type: "button", class: "link", title: `All facts of ${party.name}`, onclick: () => actions.company(party.name) }, "all facts"));
}
