// YASGUI's editor (YASQE) and results (YASR) over this server's endpoint, one of each a tab.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import "./editor.css";
import { Problem, Sent, Table, YesOrNo } from "./answers.js";
import { addressOf, ask } from "./asking.js";
import { setCompleters } from "./completion.js";
import { counted, element } from "./elements.js";
import { Chart, Network } from "./results.js";
import { Tabs } from "./tabs.js";

const OPENED = 4;
const PLUGINS = { table: Table, chart: Chart, network: Network, response: Sent, boolean: YesOrNo, error: Problem };
const { Yasqe, Yasr } = Yasgui;
const home = document.getElementById("editor");
const form = document.querySelector("form.editor");

if (home && form) {
  const answer = await fetch("/vocabulary.json", { headers: { Accept: "application/json" } });
  if (answer.ok) start(await answer.json());
}

function start(vocabulary) {
  setCompleters(Yasqe, vocabulary);
  for (const [name, plugin] of Object.entries(PLUGINS)) Yasr.registerPlugin(name, plugin);
  home.hidden = false; // the editor measures itself as it is made
  home.classList.add("yasgui");
  form.hidden = true;
  const tabs = new Tabs(home, "Queries", (panel, query, tab) => draw(panel, query, tab, vocabulary));
  const title = form.dataset.title || "Query";
  tabs.add(title, form.elements.query.value);
  for (const example of vocabulary.examples.slice(0, OPENED)) if (!tabs.named(example.title)) tabs.add(example.title, example.query);
  tabs.bar.append(
    element("button", { type: "button", class: "addTab plain", click: () => tabs.show(tabs.add(`Query ${tabs.all.length + 1}`, empty(vocabulary))) }, "New query"),
  );
  tabs.show(tabs.all[0]);
  for (const link of document.querySelectorAll("a[data-example]")) {
    link.addEventListener("click", (event) => {
      const example = vocabulary.examples.find((one) => one.name === link.dataset.example);
      if (!example || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const tab = tabs.named(example.title) ?? tabs.add(example.title, example.query);
      tabs.show(tab);
      tab.tab.focus();
      home.scrollIntoView({ block: "start" });
    });
  }
}

function empty({ prefixes }) {
  return `PREFIX pg: <${prefixes.pg}>\n\nSELECT * WHERE {\n  GRAPH ?policy { ?statement pg:dataType ?data }\n} LIMIT 20\n`;
}

/** Editor, buttons and results of one tab. */
function draw(panel, query, tab, { places }) {
  const editing = element("div", { class: "editing" });
  const status = element("p", { class: "status", role: "status" });
  const share = element("a", { class: "share", href: "/sparql" }, "Address of this query");
  const bar = element("div", { class: "row run" }, share, status);
  const answering = element("div", { class: "answering", role: "region", "aria-label": "Answer" });
  panel.append(editing, bar, answering);

  const yasqe = new Yasqe(editing, {
    value: query.trim() + "\n",
    persistenceId: null, // addresses are what is kept and shared
    consumeShareLink: null,
    createShareableLink: null,
    resizeable: false,
    editorHeight: null,
    prefixCcApi: null,
    requestConfig: { endpoint: new URL("/sparql", location.href).href },
    // Tab goes on to the next control, as everywhere on the page
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => run(), "Cmd-Enter": () => run(), "Ctrl-S": false },
  });
  yasqe.getInputField().setAttribute("aria-label", "Query (SPARQL 1.1)");
  const button = panel.querySelector(".yasqe_queryButton");
  button.type = "button";
  button.append(element("span", { "aria-hidden": "true" }, "Run"));
  bar.prepend(button);

  const yasr = new Yasr(answering, {
    persistenceId: null,
    pluginOrder: Object.keys(PLUGINS),
    defaultPlugin: "table",
  });
  yasr.pathOf = pathsOf(places);
  yasr.goTo = (line, column) => {
    yasqe.getDoc().setCursor({ line: line - 1, ch: Math.max(0, (column ?? 1) - 1) });
    yasqe.focus();
  };
  yasr.headerEl.hidden = true;
  for (const name of [".yasr_plugin_control", ".yasr_downloadIcon", ".yasr_external_ref_btn", ".yasr_response_chip", ".space_element"]) {
    yasr.headerEl.querySelector(name)?.remove();
  }
  for (const choice of yasr.headerEl.querySelectorAll(".yasr_btn")) choice.removeAttribute("aria-label");
  yasr.on("drawn", () => setTimeout(() => chosen(yasr)));

  const address = () => {
    const path = addressOf(yasqe.getValue());
    share.hidden = path === null;
    if (path !== null) share.href = path;
  };
  const run = async () => {
    if (yasqe.req) return yasqe.abortQuery();
    const asked = yasqe.getValue();
    const controller = new AbortController();
    status.textContent = "Running …";
    yasqe.emit("query", {}, controller);
    button.lastChild.textContent = "Stop";
    const summary = await ask(asked, controller.signal);
    yasqe.emit("queryResponse", summary, summary.executionTime);
    button.lastChild.textContent = "Run";
    yasr.asked = asked;
    yasr.headerEl.hidden = Boolean(summary.error);
    yasr.setResponse(summary, summary.executionTime);
    status.textContent = said(yasr, summary);
    document.getElementById("result")?.remove(); // what the server answered as it made the page
    const path = addressOf(asked);
    if (path !== null) history.replaceState(null, "", path);
  };
  yasqe.query = run;
  yasqe.on("change", address);
  address();
  tab.shown = () => yasqe.refresh();
  tab.shown();
}

function said(yasr, { error, executionTime }) {
  if (error) return error.statusText ?? "Not answered";
  const rows = yasr.results.getBindings();
  return `${rows ? counted(rows.length, "row") : "Answered"} in ${(executionTime / 1000).toFixed(2)} seconds`;
}

/** Say of each way to see an answer whether it is the one shown, and whether this answer can be shown so. */
function chosen(yasr) {
  const choices = [...yasr.headerEl.querySelectorAll(".yasr_btn")];
  for (const choice of choices) {
    choice.disabled = choice.classList.contains("disabled");
    choice.setAttribute("aria-pressed", String(choice.classList.contains("selected") && !choice.disabled));
  }
}

/** A function from an IRI to its path on this server, or null; `places` are [beginning of an IRI, of a path]. */
function pathsOf(places) {
  return (iri) => {
    const place = places.find(([beginning]) => iri.startsWith(beginning));
    return place ? place[1] + encodeURI(iri.slice(place[0].length)).replaceAll("?", "%3F").replaceAll("#", "%23") : null;
  };
}
