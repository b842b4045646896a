// A network that can be moved, zoomed and clicked, in the colours of the pages.
import cytoscape from "cytoscape";

const FAMILIES = {
  company: "--use",
  data: "--collect",
  party: "--share",
  purpose: "--retain",
  other: "--other",
};

const SHAPES = { company: "round-rectangle", data: "ellipse", party: "diamond", purpose: "hexagon" };

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Draw nodes ({id, label, kind, href}) and edges ({from, to, practice, denied, href}) into an element. */
export function draw(element, nodes, edges, centre) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const picture = cytoscape({
    container: element,
    minZoom: 0.2,
    maxZoom: 4,
    elements: [
      ...nodes.map((node) => ({
        data: { ...node, colour: colour(FAMILIES[node.kind] ?? FAMILIES.other), shape: SHAPES[node.kind] ?? "ellipse" },
        classes: node.id === centre ? "centre" : "",
      })),
      ...edges.map((edge) => ({
        data: { source: edge.from, target: edge.to, label: edge.denied ? `not ${edge.practice}` : edge.practice, href: edge.href },
        classes: edge.denied ? "denied" : "",
      })),
    ],
    style: [
      {
        selector: "node",
        style: {
          label: "data(label)",
          shape: "data(shape)",
          "background-color": "data(colour)",
          color: colour("--ink"),
          "font-size": 11,
          "text-wrap": "wrap",
          "text-max-width": 110,
          "text-valign": "bottom",
          "text-margin-y": 4,
          width: 22,
          height: 22,
        },
      },
      { selector: ".centre", style: { width: 36, height: 36, "font-weight": "bold", "font-size": 13 } },
      {
        selector: "edge",
        style: {
          width: 1.5,
          "line-color": colour("--edge"),
          "target-arrow-color": colour("--edge"),
          "target-arrow-shape": "triangle",
          "curve-style": "bezier",
          label: "data(label)",
          "font-size": 8,
          color: colour("--quiet"),
          "text-rotation": "autorotate",
          "text-background-color": colour("--raised"),
          "text-background-opacity": 0.85,
        },
      },
      { selector: "edge.denied", style: { "line-style": "dashed", "line-color": colour("--no"), "target-arrow-color": colour("--no") } },
    ],
    layout: { name: "cose", animate: !still, nodeRepulsion: 12000, idealEdgeLength: 90, padding: 24 },
  });
  picture.on("tap", "node, edge", (event) => {
    const href = event.target.data("href");
    if (href?.startsWith("/")) location.assign(href);
  });
  return picture;
}
