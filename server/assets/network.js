// The picture on the page of a network; the page's table says the same without it.
import { draw } from "./graph.js";

const home = document.getElementById("network");
if (home) {
  const answer = await fetch(home.dataset.source, { headers: { Accept: "application/json" } });
  if (answer.ok) {
    const { nodes, edges } = await answer.json();
    if (edges.length) {
      home.hidden = false;
      draw(home, sorted(nodes, edges), edges, { centre: nodes[0].id, columns: columnsOf(edges) });
    }
  }
}

/** Who does it on the left, with what in the middle, for whom on the right. */
function columnsOf(edges) {
  const data = new Set(edges.filter((edge) => !edge.given).map((edge) => edge.to));
  const given = new Set(edges.filter((edge) => edge.given).map((edge) => edge.to));
  return ({ id }) => (data.has(id) ? 1 : given.has(id) ? 2 : 0);
}

/** Data types that the same is done with stand beside each other, then by name. */
function sorted(nodes, edges) {
  const said = new Map(nodes.map(({ id }) => [id, ""]));
  for (const edge of edges) said.set(edge.to, `${said.get(edge.to)} ${edge.practice}`);
  return [...nodes].sort((one, other) => said.get(one.id).localeCompare(said.get(other.id)) || one.label.localeCompare(other.label));
}
