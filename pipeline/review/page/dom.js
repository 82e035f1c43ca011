// Elements from data. Text only ever becomes text nodes: what an article says is never markup.

// h("p", {class: "x", onclick: f}, "text", child, …): attributes that are null or false are left out.
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

// The same for SVG.
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

export const percent = (number) => `${Math.round(number * 100)}%`;
export const grouped = (number) => number.toLocaleString("en-GB");
// "funding_round" as a person writes it.
export const spaced = (name) => name.replaceAll("_", " ");
export const plural = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

// Says something once, where screen readers hear it. `kind`: "good", "bad".
export function notice(text, kind = "good", action = null) {
  const line = h("p", { class: `notice ${kind}` }, text, action && h("button", { type: "button", onclick: action.run }, action.name));
  replace(byId("notices"), line);
}

// A modal dialog. `build(close)` gives its children; the first says its title.
export function openDialog(title, build) {
  const dialog = byId("dialog");
  const close = () => dialog.close();
  replace(dialog, h("h2", { id: "dialog-title" }, title), build(close));
  if (!dialog.open) dialog.showModal();
}
