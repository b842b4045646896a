// Results of a query as a chart and as a network, beside the table that YASR has.
import * as Plot from "@observablehq/plot";
import { tableOf } from "./answers.js";
import { element } from "./elements.js";
import { draw } from "./graph.js";

const MOST_BARS = 60;
const MOST_EDGES = 150;
const LONGEST = 60;
const NOTHING = { names: [], rows: [] };

function short(value) {
  return value.replace(/[/#]$/, "").split(/[/#]/).pop() || value;
}

function shortened(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function numeric(term) {
  return term && term.type !== "uri" && term.value.trim() !== "" && Number.isFinite(Number(term.value));
}

/** The first column of names and the first of numbers, as rows {name, number}; empty where there are none. */
export function bars(results) {
  const { names: columns, rows } = tableOf(results) ?? NOTHING;
  const numbers = columns.find((c) => rows.some((r) => numeric(r[c])) && rows.every((r) => !r[c] || numeric(r[c])));
  const names = columns.find((c) => c !== numbers);
  if (!numbers || !names) return [];
  return rows
    .filter((r) => r[names] && r[numbers])
    .map((r) => ({ name: short(r[names].value), number: Number(r[numbers].value) }));
}

/** What a row connects: its IRIs, or where it has none its first two names. */
function ends(columns, row) {
  const iris = columns.filter((c) => row[c]?.type === "uri").map((c) => row[c].value);
  if (iris.length) return iris;
  return columns.filter((c) => row[c]?.value && !row[c].datatype && row[c].value.length <= LONGEST).slice(0, 2).map((c) => row[c].value);
}

/** Edges between the things of a row, from each column to the next. */
export function edgesOf(results) {
  const { names: columns, rows } = tableOf(results) ?? NOTHING;
  const edges = new Map();
  for (const row of rows) {
    const things = ends(columns, row);
    for (let at = 1; at < things.length; at += 1) {
      const key = `${things[at - 1]} ${things[at]}`;
      if (!edges.has(key)) edges.set(key, { from: things[at - 1], to: things[at], practice: "" });
    }
    if (edges.size >= MOST_EDGES) break;
  }
  return [...edges.values()];
}

export class Chart {
  priority = 5;
  hideFromSelection = false;
  label = "Chart";

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return bars(this.yasr.results).length > 0;
  }

  draw() {
    const all = bars(this.yasr.results);
    const shown = all.slice(0, MOST_BARS);
    const space = this.yasr.resultsEl.clientWidth;
    const picture = Plot.plot({
      className: "plot",
      marginLeft: Math.min(220, space * 0.4),
      marginRight: 50,
      width: Math.max(260, space),
      x: { grid: true, label: null },
      y: { label: null, tickFormat: (at) => shortened(shown[at].name, space < 500 ? 16 : 32), domain: shown.keys() },
      ariaLabel: "Chart",
      ariaDescription: "The same as the table.",
      marks: [
        Plot.barX(shown, { x: "number", y: (_, at) => at, fill: "var(--collect)" }),
        Plot.text(shown, { x: "number", y: (_, at) => at, text: (row) => row.number.toLocaleString("en"), textAnchor: "start", dx: 4 }),
        Plot.ruleX([0]),
      ],
    });
    // the page's own style sheet has these rules: a style element would need leave to run inline styles
    for (const rules of picture.querySelectorAll("style")) rules.remove();
    for (const group of picture.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    picture.setAttribute("role", "img");
    this.yasr.resultsEl.append(picture);
    if (all.length > shown.length) {
      this.yasr.resultsEl.append(element("p", {}, `The first ${MOST_BARS} of ${all.length} rows.`));
    }
  }

  getIcon() {}
}

export class Network {
  priority = 4;
  hideFromSelection = false;
  label = "Network";

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return edgesOf(this.yasr.results).length > 0;
  }

  draw() {
    const edges = edgesOf(this.yasr.results);
    const names = new Set(edges.flatMap((e) => [e.from, e.to]));
    const home = element("div", { class: "network", role: "img", "aria-label": "Network. The table says the same." });
    this.yasr.resultsEl.append(home);
    const nodes = [...names].map((id) => ({ id, label: short(id), kind: kindOf(id), href: this.yasr.pathOf(id) }));
    this.picture = draw(home, nodes, edges);
    if (edges.length >= MOST_EDGES) this.yasr.resultsEl.append(element("p", {}, `The first ${MOST_EDGES} connections.`));
  }

  destroy() {
    this.picture?.destroy();
  }

  getIcon() {}
}

function kindOf(iri) {
  return /\/(company|data|party|purpose)\//.exec(iri)?.[1] ?? (iri.includes("/term/") ? "data" : "other");
}
