// One company's facts over time: its figures by period as charts, and the table under them.
import { byId, h, plural, replace, spaced, svg } from "attest/dom.js";

// What is drawn, and which role is its figure. A flow is of a period, and those of a quarter and of a year are no one line.
const kFigures = {
  revenue: { role: "amount", flow: true }, profit: { role: "amount", flow: true }, spending: { role: "amount", flow: true },
  valuation: { role: "amount" }, debt: { role: "amount" }, ownership: { role: "stake" }, market_share: { role: "percent" },
  headcount: { role: "count" }, metric: { role: "quantity", flow: true }, per_share: { role: "amount" },
};
const kWidth = 380, kHeight = 220, kLeft = 64, kRight = 26, kTop = 12, kBottom = 30;
const kTickRoom = 78;
const kDay = 86400000;
const kMostSeries = 12;
const kSigns = { EUR: "€", GBP: "£", JPY: "¥", USD: "$" };
const kMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// "2024", "2024-Q4", "2024-H1", "2024-12", "2025-03-10", "2024-10-01/2024-12-31" -> [begin, end) in milliseconds; null for
// words.
export function boundsOf(period) {
  const ends = period.split("/").map(bounds);
  return ends.some((one) => one === null) ? null : [ends[0][0], ends[ends.length - 1][1]];
}

function bounds(text) {
  const found = /^(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?$/.exec(text);
  if (!found) return null;
  const [, year, quarter, half, month, day] = found;
  const from = quarter ? (quarter - 1) * 3 : half ? (half - 1) * 6 : month ? month - 1 : 0;
  const months = quarter ? 3 : half ? 6 : month ? 1 : 12;
  const begin = Date.UTC(year, from, day || 1);
  return [begin, day ? begin + kDay : Date.UTC(year, from + months, 1)];
}

// How long a period is, as a reader of results says it; nothing for a day.
function lengthOf([begin, end]) {
  const months = Math.round((end - begin) / kDay / 30.4);
  return { 0: "", 1: "month", 3: "quarter", 6: "half year", 9: "nine months", 12: "year" }[months] ?? `${months} months`;
}

// What stands under a point: "2024", "Q4 2024", "Dec 2024", "31 Dec 2024", "to Sep 2025".
function shortPeriod(text) {
  const [first, last] = text.split("/");
  const [year, part, day] = (last || first).split("-");
  if (!part) return year;
  const words = /^\d/.test(part) ? `${kMonths[part - 1]} ${year}` : `${part} ${year}`;
  return last ? `to ${words}` : day ? `${Number(day)} ${words}` : words;
}

function nameOf(row, figure, period) {
  const text = (name) => row.roles.find((role) => role.role === name)?.text || "";
  const words = {
    profit: () => `${text("measure")} profit`, ownership: () => `${text("owner")}: stake in ${text("owned")}`, metric: () => text("unit"),
    market_share: () => `market share${text("market") && ` of ${text("market")}`}`, per_share: () => `${text("measure")} a share`,
    headcount: () => ({ cuts: "jobs cut", adds: "staff added", moves: "jobs moved" }[text("event")] || "staff"),
    spending: () => `spending${text("purpose") && ` on ${text("purpose")}`}`,
  };
  const name = (words[row.type] ? words[row.type]() : spaced(row.type)).trim();
  const unit = typeof figure.value === "number" ? ["ownership", "market_share"].includes(row.type) && "%" : figure.value.currency || figure.value.unit;
  return [name.charAt(0).toUpperCase() + name.slice(1), kFigures[row.type].flow && period && lengthOf(period), unit].filter(Boolean).join(", ");
}

// The figures that can be drawn, by series: {name, unit, points: [{time, value, row, dated}]}.
export function seriesOf(facts) {
  const series = new Map();
  for (const row of facts) {
    const figure = kFigures[row.type] && row.roles.find((role) => role.role === kFigures[row.type].role);
    if (!figure) continue;
    const number = typeof figure.value === "number" ? figure.value : figure.value?.amount;
    if (typeof number !== "number") continue;
    const said = row.roles.find((role) => role.role === "period" || role.role === "date");
    const period = said ? boundsOf(String(said.value)) : null;
    const place = period || (row.published ? bounds(row.published) : null);
    if (place === null) continue;
    const name = nameOf(row, figure, period);
    const currency = figure.value?.currency;
    const unit = currency ? { before: kSigns[currency] || "" } : { after: name.endsWith("%") ? "%" : "" };
    if (!series.has(name)) series.set(name, { name, unit, points: [] });
    series.get(name).points.push({
      time: (place[0] + place[1]) / 2, value: number, row, figure: figure.text, dated: period !== null,
      period: period ? said.text : `published ${row.published}`, short: shortPeriod(period ? said.value : row.published),
    });
  }
  for (const one of series.values()) one.points.sort((a, b) => a.time - b.time);
  return [...series.values()].sort((a, b) => b.points.length - a.points.length || (a.name < b.name ? -1 : 1));
}

// Round values from one at or under `low` to one at or over `high`.
function ticks(low, high) {
  const rough = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const out = [];
  for (let at = Math.floor(low / step); at * step < high + step; at++) out.push(at * step);
  return out;
}

// What the axis says under the points, where there is room for each of their periods: [{time, short}]; else nothing.
function periods(points, x) {
  const out = points.filter((point, i) => !i || point.time > points[i - 1].time);
  return out.every((point, i) => !i || x(point.time) - x(out[i - 1].time) > kTickRoom) ? out : [];
}

// The first days of years, or of months where there are few years.
function days(from, to) {
  const first = new Date(from).getUTCFullYear(), last = new Date(to).getUTCFullYear() + 1;
  let out = [];
  for (const step of [1, 3, 6, 12, 24, 60, 120, 240]) {
    out = [];
    for (let month = Math.floor((first * 12) / step) * step; month <= last * 12; month += step) {
      const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
      if (at >= from && at <= to) out.push({ time: at, short: step < 12 ? `${kMonths[month % 12]} ${Math.floor(month / 12)}` : String(Math.floor(month / 12)) });
    }
    if (out.length <= (step < 12 ? 4 : 6)) break;
  }
  return out;
}

const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 2 });
const said = ({ before = "", after = "" }, value) => `${value < 0 ? "-" : ""}${before}${short.format(Math.abs(value))}${after}`;

function chart(series, number, pick) {
  const times = series.points.map((point) => point.time), values = series.points.map((point) => point.value);
  let [from, to] = [Math.min(...times), Math.max(...times)];
  const room = Math.max((to - from) * 0.1, to - from < 300 * kDay ? 150 * kDay : 0);
  [from, to] = [from - room, to + room];
  const steps = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const low = steps[0], high = steps[steps.length - 1];
  const x = (time) => kLeft + ((time - from) / (to - from)) * (kWidth - kLeft - kRight);
  const y = (value) => kTop + ((high - value) / (high - low)) * (kHeight - kTop - kBottom);
  // One point a period: the most trusted.
  const trusted = new Map();
  for (const point of series.points) {
    if (point.row.modality !== "actual" || !point.dated) continue;
    if (!trusted.has(point.time) || trusted.get(point.time).row.confidence < point.row.confidence) trusted.set(point.time, point);
  }
  const line = [...trusted.values()];
  const below = periods(series.points, x);
  const path = line.map((point, i) => `${i ? "L" : "M"}${x(point.time).toFixed(1)} ${y(point.value).toFixed(1)}`).join("");
  const cited = `cited-${number}`;
  const cite = (point) => replace(byId(cited), h("strong", {}, `${point.period}: ${point.figure}`), ` “${point.row.quote}”, ${point.row.title} ${point.row.published}`);
  return h("figure", {}, h("figcaption", {}, series.name),
    svg("svg", { viewBox: `0 0 ${kWidth} ${kHeight}`, role: "group", "aria-label": `${series.name}: ${plural(series.points.length, "point")}` },
      steps.map((value) => [
        svg("line", { class: value === 0 ? "axis" : "grid", x1: kLeft, x2: kWidth - kRight, y1: y(value), y2: y(value) }),
        svg("text", { class: "tick", x: kLeft - 8, y: y(value) + 4, "text-anchor": "end" }, said(series.unit, value))]),
      (below.length ? below : days(from, to)).map((tick) => [
        svg("line", { class: "axis", x1: x(tick.time), x2: x(tick.time), y1: kHeight - kBottom, y2: kHeight - kBottom + 5 }),
        svg("text", { class: "tick", x: x(tick.time), y: kHeight - 8, "text-anchor": "middle" }, tick.short)]),
      path && svg("path", { class: "line", d: path }),
      series.points.map((point) => svg("circle", {
        class: `point modality-${point.row.modality}${point.dated ? "" : " undated"}`, cx: x(point.time), cy: y(point.value), r: 5, tabindex: "0", role: "button",
        "aria-label": `${point.period}: ${point.figure}, ${point.row.modality}`, "aria-describedby": cited,
        onclick: () => pick(point.row.id), onkeydown: (event) => event.key === "Enter" && pick(point.row.id),
        onmouseenter: () => cite(point), onfocus: () => cite(point),
      }, svg("title", {}, `${point.period}: ${point.figure}\n${point.row.statement}\n“${point.row.quote}”\n${point.row.title}`)))),
    h("p", { class: "about cited", id: cited }, "Point at a figure for its source."));
}

// `actions`: {pick(factId), review(company)}
export function drawCompany(root, company, actions) {
  const series = seriesOf(company.facts);
  replace(root, h("h2", {}, company.name), h("p", { class: "about" }, plural(company.total, "fact"),
    company.facts.length < company.total && `, the first ${company.facts.length} shown`,
    " · ", h("button", { type: "button", class: "link", onclick: () => actions.review(company.name) }, "in the queue")),
    series.length ? [
      h("p", { class: "about" }, "Filled points are actual, open ones planned, forecast, possible or denied; pale ones have no period of their own and stand at the article's day.",
        series.length > kMostSeries && ` The ${kMostSeries} figures with the most points of ${series.length}.`),
      h("div", { class: "charts" }, series.slice(0, kMostSeries).map((one, number) => chart(one, number, actions.pick)))]
      : h("p", { class: "empty" }, "No figures with a period to draw."),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Facts" }, h("table", { class: "facts" },
      h("thead", {}, h("tr", {}, ["Type", "Fact", "Status", "Confidence", "Decision", "Article"].map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, company.facts.map((row) => h("tr", {},
        h("td", {}, spaced(row.type)), h("td", { class: "statement" }, h("button", { type: "button", class: "link", onclick: () => actions.pick(row.id) }, row.corrected || row.statement)),
        h("td", {}, row.status), h("td", { class: "number" }, row.confidence.toFixed(2)), h("td", {}, row.decision === "none" ? "" : row.decision),
        h("td", {}, `${row.title} ${row.published}`)))))));
}

export function drawCompanies(root, found, search, open) {
  replace(root, h("h2", {}, "Companies"),
    search && h("label", {}, "Find ", h("input", { type: "search", id: "find-company", value: search.words, onchange: (event) => search.run(event.target.value.trim()) })),
    h("p", { class: "about" }, `${plural(found.total, "name")} in facts${found.companies.length < found.total ? `, the first ${found.companies.length} shown` : ""}`),
    h("ul", { class: "companies" }, found.companies.map(({ value, count }) =>
      h("li", {}, h("button", { type: "button", class: "link", onclick: () => open(value) }, value), " ", h("span", { class: "number" }, count)))));
}
