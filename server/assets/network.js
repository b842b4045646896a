// The picture on the page of a network; the page's table says the same without it.
import { draw } from "./graph.js";

const element = document.getElementById("network");
if (element) {
  const answer = await fetch(element.dataset.source, { headers: { Accept: "application/json" } });
  if (answer.ok) {
    const { iri, nodes, edges } = await answer.json();
    if (edges.length) {
      element.hidden = false;
      draw(element, nodes, edges, iri);
    }
  }
}
