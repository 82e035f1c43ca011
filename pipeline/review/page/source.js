// An article's text with what the facts say of it: the quote, its roles in colours, other facts faint.
import { h, plural } from "attest/dom.js";

// Roles get colours by their place in the fact; the style sheet has eight.
export const roleClass = (roles, role) => `role-${Math.max(0, roles.indexOf(role)) % 8}`;

// `marks`: [{begin, end, class, title?, role?, fact?}] in UTF-16 code units, may nest and overlap. Pieces between their
// bounds become spans that carry all classes of the marks over them.
export function markedText(text, marks, onPick) {
  const bounds = new Set([0, text.length]);
  for (const mark of marks) {
    bounds.add(mark.begin);
    bounds.add(mark.end);
  }
  const places = [...bounds].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < places.length; i++) {
    const words = text.slice(places[i], places[i + 1]);
    const over = marks.filter((mark) => mark.begin <= places[i] && mark.end >= places[i + 1]);
    if (!over.length) {
      pieces.push(words);
      continue;
    }
    const picked = over.find((mark) => mark.role) || over.find((mark) => mark.fact);
    const quoted = over.some((mark) => mark.class === "quote");
    pieces.push(
      h(quoted ? "mark" : "span", {
        class: over.map((mark) => mark.class).join(" "),
        title: over.map((mark) => mark.title).filter(Boolean).join("; ") || null,
        "data-role": over.find((mark) => mark.role)?.role,
        onclick: picked && (() => onPick(picked)),
      }, words));
  }
  return h("div", { class: "text", dir: "auto", tabindex: "0", "aria-label": "Text of the article" }, ...pieces);
}

// `actions`: {pick(mark), openFact(id), openSource(label)}
export function articleView(article, citation, roles, factId, actions) {
  const marks = article.boilerplate.map(([begin, end]) => ({ begin, end, class: "boilerplate", title: "not part of the article" }));
  const others = article.facts.filter((other) => other.id !== factId);
  for (const other of others) {
    marks.push({ begin: other.utf16[0], end: other.utf16[1], class: "other", title: other.statement, fact: other.id });
  }
  if (citation) {
    marks.push({ begin: citation.utf16[0], end: citation.utf16[1], class: "quote" });
    for (const role of citation.roles) {
      marks.push({ begin: role.utf16[0], end: role.utf16[1], class: `role ${roleClass(roles, role.role)}`, title: role.role, role: role.role });
    }
  }
  const about = [article.published || "no date", article.path];
  return h("section", { class: "source", "aria-label": "Source" },
    h("h3", {}, article.title),
    h("p", { class: "about" }, about.join(" · "),
      /^https?:/.test(article.url) && [" · ", h("a", { href: article.url, rel: "noreferrer noopener", target: "_blank" }, "original")],
      " · ", h("button", { type: "button", class: "link", onclick: () => actions.openSource(article.label) }, "only this article's facts")),
    article.copies.length > 0 && h("p", { class: "about" }, `the same text also as ${article.copies.join(", ")}`),
    article.boilerplate.length > 0 && h("p", { class: "about" }, h("span", { class: "boilerplate" }, "struck through"), ": taken for boilerplate"),
    markedText(article.text, marks, actions.pick),
    others.length > 0 && h("details", { class: "others" }, h("summary", {}, h("span", { class: "other" }, "Faint"), `: ${plural(others.length, "other fact")} of this article`),
      h("ul", {}, others.map((other) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => actions.openFact(other.id) }, other.statement))))));
}

// Brings the words of a role, or the quote, into view and points at them.
export function showWords(root, role) {
  const words = role ? root.querySelector(`.text [data-role="${CSS.escape(role)}"]`) : root.querySelector(".text .quote");
  if (!words) return false;
  words.scrollIntoView({ block: "center" });
  for (const other of root.querySelectorAll(".text .pointed")) other.classList.remove("pointed");
  words.classList.add("pointed");
  return true;
}
