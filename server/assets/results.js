// Results of a query as a chart and as a network, beside the table that YASR has.
import * as Plot from "@observablehq/plot";
import { draw } from "./graph.js";

const MOST_BARS = 60;
const MOST_EDGES = 300;

function short(value) {
  return value.replace(/[/#]$/, "").split(/[/#]/).pop() || value;
}

function numeric(term) {
  return term && term.type !== "uri" && term.value.trim() !== "" && Number.isFinite(Number(term.value));
}

/** The first column of names and the first of numbers, as rows {name, number}; empty where there are none. */
export function bars(results) {
  const columns = results?.getVariables?.() ?? [];
  const rows = results?.getBindings?.() ?? [];
  const numbers = columns.find((c) => rows.some((r) => numeric(r[c])) && rows.every((r) => !r[c] || numeric(r[c])));
  const names = columns.find((c) => c !== numbers);
  if (!numbers || !names) return [];
  return rows
    .filter((r) => r[names] && r[numbers])
    .map((r) => ({ name: short(r[names].value), number: Number(r[numbers].value) }));
}

/** Edges between the IRIs of a row, from each column to the next. */
export function edgesOf(results) {
  const columns = results?.getVariables?.() ?? [];
  const edges = new Map();
  for (const row of results?.getBindings?.() ?? []) {
    const things = columns.filter((c) => row[c]?.type === "uri").map((c) => row[c].value);
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
    const style = getComputedStyle(document.documentElement);
    const picture = Plot.plot({
      marginLeft: 180,
      width: Math.max(320, this.yasr.resultsEl.clientWidth - 20),
      x: { grid: true, label: null },
      y: { label: null },
      style: { background: "transparent", color: style.getPropertyValue("--ink"), fontSize: "12px" },
      marks: [
        Plot.barX(shown, { x: "number", y: "name", fill: style.getPropertyValue("--collect"), sort: { y: null } }),
        Plot.text(shown, { x: "number", y: "name", text: "number", textAnchor: "start", dx: 4 }),
        Plot.ruleX([0]),
      ],
    });
    this.yasr.resultsEl.append(picture);
    if (all.length > shown.length) {
      const note = document.createElement("p");
      note.textContent = `The first ${MOST_BARS} of ${all.length} rows.`;
      this.yasr.resultsEl.append(note);
    }
  }

  getIcon() {
    return icon("M3 20h18M6 16v-5M12 16V6M18 16v-8");
  }
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
    const element = document.createElement("div");
    element.className = "network";
    this.yasr.resultsEl.append(element);
    draw(element, [...names].map((id) => ({ id, label: short(id), kind: kindOf(id) })), edges);
  }

  getIcon() {
    return icon("M6 18 12 6l6 12M6 18h12");
  }
}

function kindOf(iri) {
  return /\/(company|data|party|purpose)\//.exec(iri)?.[1] ?? (iri.includes("/term/") ? "data" : "other");
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  line.setAttribute("fill", "none");
  line.setAttribute("stroke", "currentColor");
  line.setAttribute("stroke-width", "2");
  svg.append(line);
  return svg;
}
