// Completion from what the server knows: its prefixes, the terms of the ontology and its concepts. No other site is asked.

const MOST = 100;

/** Registers the completers with YASQE, in the place of those that it comes with (prefix.cc, Linked Open Vocabularies). */
export function setCompleters(Yasqe, { prefixes, terms }) {
  Yasqe.forkAutocompleter(
    "prefixes",
    { name: "ourPrefixes", persistenceId: null, get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`) },
    false,
  );
  const kept = ["variables", "ourPrefixes"];
  for (const name of Object.keys(Yasqe.Autocompleters)) if (!kept.includes(name)) delete Yasqe.Autocompleters[name];
  const labels = new Map(terms.map((term) => [term.name, term.label]));
  const common = {
    bulk: false,
    postprocessHints: (yasqe, hints) => hints.map((hint) => ({ ...hint, ...described(yasqe, hint, labels, prefixes) })),
  };
  Yasqe.registerAutocompleter({
    ...common,
    name: "vocabulary",
    autoShow: true,
    isValidCompletionPosition: (yasqe) => /^[A-Za-z][\w-]*:[\w-]*$/.test(yasqe.getCompleteToken().string),
    get: (_yasqe, token) => {
      const [prefix, name = ""] = (token?.string ?? "").split(":");
      return found(terms.filter((term) => term.name.startsWith(`${prefix}:`)), name);
    },
  });
  Yasqe.registerAutocompleter({
    ...common,
    name: "words",
    autoShow: false,
    isValidCompletionPosition: (yasqe) => {
      const token = yasqe.getCompleteToken();
      return /^[A-Za-z]{3,}$/.test(token.string) && token.type !== "keyword" && found(terms, token.string).length > 0;
    },
    get: (_yasqe, token) => found(terms, token?.string ?? ""),
  });
  Yasqe.defaults.autocompleters = [...kept, "vocabulary", "words"];
}

/** Names of terms whose name, or a word of whose label, begins with what is written; those by name first. */
export function found(terms, written) {
  const wanted = written.toLowerCase();
  const local = (term) => term.name.slice(term.name.indexOf(":") + 1).toLowerCase();
  const byName = terms.filter((term) => local(term).startsWith(wanted));
  const byWord = terms.filter((term) => !byName.includes(term) && term.label.toLowerCase().split(/\W+/).some((word) => word.startsWith(wanted)));
  const asWritten = (term) => Number(!term.name.includes(`:${written}`));
  byName.sort((one, other) => asWritten(one) - asWritten(other));
  return [...byName, ...byWord].slice(0, MOST).map((term) => term.name);
}

function described(yasqe, hint, labels, prefixes) {
  return {
    displayText: labels.has(hint.text) ? `${hint.text}  ${labels.get(hint.text)}` : hint.text,
    hint: (editor, data, picked) => {
      editor.replaceRange(picked.text, picked.from ?? data.from, picked.to ?? data.to, "complete");
      const prefix = picked.text.split(":")[0];
      if (prefix in prefixes && !(prefix in yasqe.getPrefixesFromQuery())) yasqe.addPrefixes({ [prefix]: prefixes[prefix] });
    },
  };
}
