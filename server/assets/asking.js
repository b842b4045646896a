// Asks the endpoint and gives what YASR reads: the answer, or the problem document (RFC 9457) that came instead.

const ACCEPTED = "application/sparql-results+json, text/turtle;q=0.9";

export async function ask(query, signal) {
  const begun = performance.now();
  const summary = await answered(query, signal);
  return { ...summary, executionTime: Math.round(performance.now() - begun) };
}

async function answered(query, signal) {
  try {
    const answer = await fetch("/sparql", { method: "POST", headers: { Accept: ACCEPTED }, body: new URLSearchParams({ query }), signal });
    const text = await answer.text();
    const contentType = answer.headers.get("Content-Type") ?? "";
    if (answer.ok) return { data: text, contentType, status: answer.status };
    const problem = { ...problemIn(text, answer), wait: answer.headers.get("Retry-After") };
    return { error: { status: answer.status, text: problem.detail, statusText: problem.title, problem } };
  } catch (error) {
    if (error.name === "AbortError") return { error: { text: "The query was stopped.", statusText: "Stopped", problem: {} } };
    return { error: { text: "The server cannot be reached.", statusText: "No answer", problem: {} } };
  }
}

function problemIn(text, answer) {
  try {
    return JSON.parse(text);
  } catch {
    return { title: answer.statusText || `Status ${answer.status}`, detail: text.slice(0, 500) };
  }
}

/** The address that shows a query and its answer; null where it would be too long to share. */
export function addressOf(query, format) {
  const address = `/sparql?${new URLSearchParams({ query, ...(format ? { format } : {}) })}`;
  return address.length < 7000 ? address : null;
}
