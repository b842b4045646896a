// How YASR shows an answer in our pages: as a table, as yes or no, as it was sent, or why there is none.
import { addressOf } from "./asking.js";
import { counted, element } from "./elements.js";

const STEP = 200;
const LENGTH = 200_000;
const DATE = /^\d{4}-\d\d-\d\d$/;
const FORMS = { csv: "CSV", tsv: "TSV", json: "JSON", xml: "XML" };

const read = new WeakMap();

/** The table of an answer as it was sent, {names, rows}; null where it has none. (YASR fills "{{…}}" in, we quote.) */
export function tableOf(results) {
  if (!results || results.hasError()) return null;
  if (!read.has(results)) read.set(results, tableIn(results));
  return read.get(results);
}

function tableIn(results) {
  if (results.getContentType()?.includes("results+json")) {
    const { head, results: found } = JSON.parse(results.getOriginalResponseAsString());
    return found ? { names: head.vars, rows: found.bindings } : null;
  }
  const rows = results.getBindings();
  return rows ? { names: results.getVariables(), rows } : null;
}

/** Rows; the IRIs that are ours lead to our pages (`yasr.pathOf`). */
export class Table {
  priority = 10;
  label = "Table";

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return tableOf(this.yasr.results) !== null;
  }

  draw() {
    const { names, rows } = tableOf(this.yasr.results);
    const body = element("tbody");
    const more = element("button", { type: "button", class: "plain", click: () => show() });
    const show = () => {
      const from = body.rows.length;
      body.append(...rows.slice(from, from + STEP).map((row) => element("tr", {}, ...names.map((name) => element("td", {}, ...cell(row[name], this.yasr.pathOf))))));
      more.hidden = body.rows.length >= rows.length;
      more.textContent = `Show more (${(rows.length - body.rows.length).toLocaleString("en")} left)`;
    };
    show();
    const head = element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name))));
    const scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Answer (table)" }, element("table", {}, head, body));
    this.yasr.resultsEl.append(rows.length ? scroll : element("p", {}, "Nothing in the graph answers this query."), more, downloads(this.yasr));
  }

  getIcon() {}
}

/** The answer to ASK. */
export class YesOrNo {
  priority = 10;
  hideFromSelection = true;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return typeof this.yasr.results?.getBoolean?.() === "boolean";
  }

  draw() {
    this.yasr.resultsEl.append(element("p", { class: "answer" }, this.yasr.results.getBoolean() ? "Yes" : "No"));
  }

  getIcon() {}
}

/** The answer as the server wrote it. */
export class Sent {
  priority = 2;
  label = "As sent";

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.getOriginalResponseAsString?.());
  }

  draw() {
    const text = String(this.yasr.results.getOriginalResponseAsString());
    this.yasr.resultsEl.append(element("pre", { class: "scroll", tabindex: "0" }, text.slice(0, LENGTH)));
    if (text.length > LENGTH) this.yasr.resultsEl.append(element("p", {}, "The answer goes on; download it to have all."));
  }

  getIcon() {}
}

/** Why there is no answer, in words; `yasr.goTo` leads to the place in the query. */
export class Problem {
  priority = 20;
  hideFromSelection = true;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.hasError?.());
  }

  draw() {
    const { status, text, statusText, problem = {} } = this.yasr.results.getError();
    const { line, column, wait } = problem;
    this.yasr.resultsEl.append(
      element(
        "div",
        { class: "notice problem" },
        element("p", {}, element("strong", {}, statusText || "The query was not answered"), status ? ` (${status})` : ""),
        element("p", { class: "detail" }, text || ""),
        line ? element("p", {}, element("button", { type: "button", class: "plain", click: () => this.yasr.goTo(line, column) }, `Go to line ${line}, column ${column}`)) : null,
        wait ? element("p", {}, `Try again in ${counted(Number(wait) || 1, "second")}.`) : null,
        status === 408 ? element("p", {}, "Ask for less: a LIMIT, one company, or fewer patterns.") : null,
      ),
    );
  }

  getIcon() {}
}

function cell(term, pathOf) {
  if (!term) return [];
  if (term.type === "uri") {
    const path = pathOf(term.value);
    const href = path ?? (/^(https?|mailto):/.test(term.value) ? term.value : null);
    return [href ? element("a", { href, rel: path ? null : "noreferrer" }, term.value) : term.value];
  }
  if (typeof term.value === "object") return [JSON.stringify(term.value)];
  const language = term["xml:lang"];
  if (DATE.test(term.value)) return [element("time", {}, term.value)];
  return [term.value, ...(language && language !== "en" ? [" ", element("span", { class: "quiet" }, `@${language}`)] : [])];
}

function downloads(yasr) {
  const links = Object.entries(FORMS).map(([format, name]) => [addressOf(yasr.asked, format), name]);
  if (!yasr.asked || links.some(([address]) => address === null)) return "";
  return element("p", { class: "forms" }, "The whole answer as ", ...links.map(([href, name]) => element("a", { href }, name)));
}
