// One company's facts over time: its figures by period as a chart, and the table under it.
import { h, plural, replace, svg } from "attest/dom.js";

// What is drawn, and which role is its figure.
const kFigures = {
  revenue: "amount", profit: "amount", valuation: "amount", debt: "amount", spending: "amount",
  ownership: "stake", market_share: "percent", headcount: "count", metric: "quantity", per_share: "amount",
};
const kWidth = 720, kHeight = 260, kLeft = 86, kRight = 16, kTop = 12, kBottom = 32;
const kDay = 86400000;

// "2024", "2024-Q4", "2024-H1", "2024-12", "2025-03-10", "2024-10-01/2024-12-31" -> the time of the period's middle, in
// milliseconds; null for words.
export function middleOf(period) {
  const ends = period.split("/").map(bounds);
  if (ends.some((one) => one === null)) return null;
  return (ends[0][0] + ends[ends.length - 1][1]) / 2;
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

// The figures that can be drawn, by series: {name, points: [{time, value, row, dated}]}.
export function seriesOf(facts) {
  const series = new Map();
  for (const row of facts) {
    const figure = kFigures[row.type] && row.roles.find((role) => role.role === kFigures[row.type]);
    if (!figure) continue;
    const number = typeof figure.value === "number" ? figure.value : figure.value?.amount;
    if (typeof number !== "number") continue;
    const text = (name) => row.roles.find((role) => role.role === name)?.text || "";
    const period = row.roles.find((role) => role.role === "period" || role.role === "date")?.text;
    const time = (period && middleOf(period)) ?? (row.published ? middleOf(row.published) : null);
    if (time === null) continue;
    const name = [text("measure"), row.type.replace("_", " "), text("unit") || text("owned") || text("event"), figure.value?.currency].filter(Boolean).join(", ");
    if (!series.has(name)) series.set(name, []);
    series.get(name).push({ time, value: number, row, figure: figure.text, dated: Boolean(period && middleOf(period)), period: period || `published ${row.published}` });
  }
  return [...series].map(([name, points]) => ({ name, points: points.sort((a, b) => a.time - b.time) }))
    .sort((a, b) => b.points.length - a.points.length || (a.name < b.name ? -1 : 1));
}

function ticks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const out = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1000; at += step) out.push(at);
  return out;
}

const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 2 });

function chart(series, pick) {
  const times = series.points.map((point) => point.time), values = series.points.map((point) => point.value);
  let [from, to] = [Math.min(...times), Math.max(...times)];
  if (to - from < 180 * kDay) [from, to] = [from - 90 * kDay, to + 90 * kDay];
  const low = Math.min(0, ...values), high = Math.max(0, ...values) || 1;
  const x = (time) => kLeft + ((time - from) / (to - from)) * (kWidth - kLeft - kRight);
  const y = (value) => kTop + ((high - value) / (high - low)) * (kHeight - kTop - kBottom);
  const years = ticks(new Date(from).getUTCFullYear(), new Date(to).getUTCFullYear() + 1, 6).filter(Number.isInteger)
    .map((year) => ({ year, at: Date.UTC(year, 0, 1) })).filter(({ at }) => at >= from && at <= to);
  const path = series.points.map((point, i) => `${i ? "L" : "M"}${x(point.time).toFixed(1)} ${y(point.value).toFixed(1)}`).join("");
  return h("figure", {}, h("figcaption", {}, series.name),
    svg("svg", { viewBox: `0 0 ${kWidth} ${kHeight}`, role: "group", "aria-label": `${series.name}: ${plural(series.points.length, "point")}` },
      ticks(low, high, 4).map((value) => [
        svg("line", { class: value === 0 ? "axis" : "grid", x1: kLeft, x2: kWidth - kRight, y1: y(value), y2: y(value) }),
        svg("text", { class: "tick", x: kLeft - 8, y: y(value) + 4, "text-anchor": "end" }, short.format(value))]),
      years.map(({ year, at }) => svg("text", { class: "tick", x: x(at), y: kHeight - 8, "text-anchor": "middle" }, String(year))),
      svg("path", { class: "line", d: path }),
      series.points.map((point) => svg("circle", {
        class: `point modality-${point.row.modality}${point.dated ? "" : " undated"}`, cx: x(point.time), cy: y(point.value), r: 6, tabindex: "0", role: "button",
        "aria-label": `${point.period}: ${point.figure}, ${point.row.modality}`,
        onclick: () => pick(point.row.id), onkeydown: (event) => event.key === "Enter" && pick(point.row.id),
      }, svg("title", {}, `${point.period}: ${point.figure}\n${point.row.statement}\n“${point.row.quote}”\n${point.row.title}`)))));
}

export function drawCompany(root, company, pick) {
  const series = seriesOf(company.facts);
  replace(root, h("h2", {}, company.name), h("p", { class: "about" }, plural(company.total, "fact"),
    company.facts.length < company.total && `, the first ${company.facts.length} shown`,
    ". Filled points are actual, open ones planned, forecast, possible or denied; pale ones have no period of their own and stand at the article's day."),
    series.length ? h("div", { class: "charts" }, series.slice(0, 12).map((one) => chart(one, pick)))
      : h("p", { class: "empty" }, "No figures with a period to draw."),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Facts" }, h("table", { class: "facts" },
      h("thead", {}, h("tr", {}, ["Type", "Fact", "Status", "Confidence", "Decision", "Article"].map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, company.facts.map((row) => h("tr", {},
        h("td", {}, row.type), h("td", {}, h("button", { type: "button", class: "link", onclick: () => pick(row.id) }, row.statement)),
        h("td", {}, row.status), h("td", { class: "number" }, row.confidence.toFixed(2)), h("td", {}, row.decision),
        h("td", {}, `${row.title} ${row.published}`)))))));
}

export function drawCompanies(root, found, search, open) {
  replace(root, h("h2", {}, "Companies"),
    search && h("label", {}, "Find ", h("input", { type: "search", id: "find-company", value: search.words, onchange: (event) => search.run(event.target.value.trim()) })),
    h("p", { class: "about" }, `${plural(found.total, "name")} in facts${found.companies.length < found.total ? `, the first ${found.companies.length} shown` : ""}`),
    h("ul", { class: "companies" }, found.companies.map(({ value, count }) =>
      h("li", {}, h("button", { type: "button", class: "link", onclick: () => open(value) }, value), " ", h("span", { class: "number" }, count)))));
}
