// YASGUI over our endpoint: our prefixes, completion from the stored vocabulary, example queries, shareable addresses.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import { Chart, Network } from "./results.js";

const OPENED = 3;
const home = document.getElementById("editor");
const form = document.querySelector("form.editor");

if (home && form) {
  const vocabulary = await (await fetch("/vocabulary.json", { headers: { Accept: "application/json" } })).json();
  start(vocabulary);
}

function start({ prefixes, terms, examples }) {
  const { Yasqe, Yasr } = Yasgui;
  // Those that come with the editor ask other sites.
  for (const name of Object.keys(Yasqe.Autocompleters)) if (name !== "variables") delete Yasqe.Autocompleters[name];
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.registerAutocompleter(completer(prefixes, terms), true);
  Yasr.registerPlugin("chart", Chart);
  Yasr.registerPlugin("network", Network);
  const endpoint = new URL("/sparql", location.href).href;
  Yasgui.defaults.requestConfig.endpoint = endpoint;
  home.hidden = false; // the editor measures itself as it is made
  form.hidden = true;
  const yasgui = new Yasgui(home, {
    populateFromUrl: false,
    autofocus: false,
    autoAddOnInit: false,
    copyEndpointOnNewTab: false,
    persistenceId: null, // addresses are what is kept and shared
    endpointCatalogueOptions: { getData: () => [] },
    requestConfig: { endpoint, method: "POST", headers: {} },
    yasqe: {
      value: form.elements.query.value,
      createShareableLink: (yasqe) => `${endpoint}?query=${encodeURIComponent(yasqe.getValue())}`,
    },
    yasr: { prefixes, pluginOrder: ["table", "chart", "network", "response"] },
  });
  const open = (name, query, active = true) => {
    const known = Object.values(yasgui._tabs).find((tab) => tab.name() === name);
    if (known) return yasgui.selectTabId(known.getId());
    const plain = Yasgui.Tab.getDefaults(yasgui);
    return yasgui.addTab(active, { ...plain, name, yasqe: { ...plain.yasqe, value: query } });
  };
  open(form.dataset.title || "Query", form.elements.query.value);
  for (const example of examples.slice(0, OPENED)) if (example.title !== form.dataset.title) open(example.title, example.query, false);
  for (const link of document.querySelectorAll("a[data-example]")) {
    link.addEventListener("click", (event) => {
      const example = examples.find((one) => one.name === link.dataset.example);
      if (!example || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      open(example.title, example.query);
      home.scrollIntoView({ block: "start" });
    });
  }
}

/** Completes prefixed names of the ontology, by the beginning of the name or of a word of its label. */
function completer(prefixes, terms) {
  const known = new Set(Object.keys(prefixes).map((p) => `${p}:`));
  return {
    name: "vocabulary",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: (yasqe) => /^[A-Za-z][\w-]*:[\w-]*$/.test(yasqe.getCompleteToken().string),
    get: (yasqe, token) => {
      const written = (token?.autocompletionString ?? token?.string ?? "").toLowerCase();
      const [prefix, name = ""] = written.split(":");
      if (!known.has(`${prefix}:`)) return [];
      return terms
        .filter((t) => t.name.toLowerCase().startsWith(`${prefix}:`) && matches(t, prefix, name))
        .map((t) => t.name)
        .slice(0, 100);
    },
    postprocessHints: (_yasqe, hints) => hints,
    postProcessSuggestion: (yasqe, _token, suggestion) => {
      const prefix = suggestion.split(":")[0];
      if (!(prefix in yasqe.getPrefixesFromQuery())) yasqe.addPrefixes({ [prefix]: prefixes[prefix] });
      return suggestion;
    },
  };
}

function matches(term, prefix, name) {
  return (
    term.name.toLowerCase().startsWith(`${prefix}:${name}`) ||
    term.label.toLowerCase().split(" ").some((word) => word.startsWith(name))
  );
}
