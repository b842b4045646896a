// A network that can be moved, zoomed and clicked, in the colours of the pages. It stands still: nothing is animated.
import cytoscape from "cytoscape";
import { element } from "./elements.js";

const KINDS = { company: "--use", data: "--collect", party: "--share", purpose: "--retain" };
const SHAPES = { company: "round-rectangle", data: "rectangle", party: "cut-rectangle", purpose: "round-tag" };
const STYLED = "__________cytoscape_stylesheet";
// Where an element with this name is, cytoscape writes no style element; the page's own sheet says what it would.
const FONT = 13;
const WIDEST = 190;
const ROW = 36;
const COLUMNS = [0, 400, 760];
const COLUMNS_NARROW = [0, 300, 580];
const BESIDE = 92;
const NARROW = 640;
const LEAST_ZOOM = 0.6;
const MOST_ZOOM = 1.15;
const SPACE = 20;

/**
 * Draw nodes ({id, label, kind, href}) and edges ({from, to, practice, family, denied, href}) into an element.
 * With `columns`, a function from a node to 0, 1 or 2, they stand in columns; else where forces put them.
 */
export function draw(home, nodes, edges, { centre = null, columns = null } = {}) {
  if (!document.getElementById(STYLED)) document.head.append(element("meta", { id: STYLED }));
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = `600 ${FONT}px system-ui, sans-serif`;
  const widths = new Map(nodes.map((node) => [node.id, Math.min(WIDEST, measure.measureText(node.label).width) + 22]));
  const places = columns === null ? null : inColumns(nodes, columns, home.clientWidth < NARROW ? COLUMNS_NARROW : COLUMNS, widths);
  const picture = cytoscape({
    container: home,
    minZoom: 0.15,
    maxZoom: 3,
    userZoomingEnabled: false, // the wheel scrolls the page
    autoungrabify: false,
    elements: [
      ...nodes.map((node) => ({
        data: { ...node, shape: SHAPES[node.kind] ?? "ellipse", width: widths.get(node.id) },
        classes: node.id === centre ? "centre" : "",
        position: places?.at.get(node.id),
      })),
      ...merged(edges).map((edge) => ({ data: edge, classes: `${edge.denied ? "denied" : ""} ${onwards(places, edge) ? "onwards" : ""}` })),
    ],
    style: styles(),
    layout: places
      ? { name: "preset", fit: false }
      : { name: "cose", animate: false, randomize: false, nodeRepulsion: 60000, idealEdgeLength: 120, nodeOverlap: 30, padding: 24 },
  });
  const fit = () => {
    if (!places) {
      picture.resize();
      picture.fit(undefined, SPACE);
      if (picture.zoom() > MOST_ZOOM) picture.zoom(MOST_ZOOM);
      picture.center();
      return;
    }
    const box = picture.elements().boundingBox({ includeLabels: false });
    const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, (home.clientWidth - 2 * SPACE) / box.w));
    home.style.height = `${Math.round(box.h * zoom + 2 * SPACE)}px`;
    picture.resize();
    picture.zoom(zoom);
    const left = Math.max(SPACE, (home.clientWidth - box.w * zoom) / 2);
    picture.pan({ x: left - box.x1 * zoom, y: SPACE - box.y1 * zoom });
  };
  fit();
  picture.on("tap", "node, edge", (event) => {
    const href = event.target.data("href");
    if (href?.startsWith("/")) location.assign(href);
  });
  picture.on("mouseover", "[href]", () => home.classList.add("over"));
  picture.on("mouseout", "[href]", () => home.classList.remove("over"));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const recolour = () => picture.style(styles());
  dark.addEventListener("change", recolour);
  let width = home.clientWidth;
  const seen = new ResizeObserver(() => {
    if (home.clientWidth === width) return;
    width = home.clientWidth;
    fit();
  });
  seen.observe(home);
  picture.on("destroy", () => {
    dark.removeEventListener("change", recolour);
    seen.disconnect();
  });
  home.before(controls(picture, fit));
  return picture;
}

function controls(picture, fit) {
  const zoom = (factor) => picture.zoom({ level: picture.zoom() * factor, renderedPosition: { x: picture.width() / 2, y: picture.height() / 2 } });
  const button = (name, click) => element("button", { type: "button", class: "plain", click }, name);
  return element(
    "p",
    { class: "row controls" },
    button("Closer", () => zoom(1.3)),
    button("Farther", () => zoom(1 / 1.3)),
    button("All of it", fit),
    element("span", { class: "quiet" }, "Drag to move; click a name to open its page."),
  );
}

/** One edge for each pair of nodes, with all that is said between them. */
function merged(edges) {
  const pairs = new Map();
  for (const edge of edges) {
    const key = `${edge.from} ${edge.to}`;
    pairs.set(key, [...(pairs.get(key) ?? []), edge]);
  }
  const leaving = counts([...pairs.values()].map(([edge]) => edge.from));
  const coming = counts([...pairs.values()].map(([edge]) => edge.to));
  return [...pairs.values()].map((same) => {
    const words = [...new Set(same.map((edge) => (edge.denied ? `not ${edge.practice}` : edge.practice)))].filter(Boolean);
    const families = new Set(same.map((edge) => edge.family));
    return {
      source: same[0].from,
      target: same[0].to,
      label: words.length > 3 ? `${words.slice(0, 3).join(" · ")} …` : words.join(" · "),
      colour: families.size === 1 && same[0].family ? `--${same[0].family.toLowerCase()}` : "--edge",
      near: coming.get(same[0].to) > leaving.get(same[0].from) ? "source" : "target", // where there is more room
      denied: same.every((edge) => edge.denied),
      href: same[0].href ?? null,
    };
  });
}

function counts(names) {
  const found = new Map();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

/** Whether an edge leads from a column to one on its right: it then leaves on the right and comes in on the left. */
function onwards(places, { source, target }) {
  return places !== null && places.at.get(source).x < places.at.get(target).x;
}

function inColumns(nodes, columnOf, across, widths) {
  const columns = [[], [], []];
  for (const node of nodes) columns[columnOf(node)].push(node);
  const rows = Math.max(...columns.map((column) => column.length));
  const used = columns.filter((column) => column.length);
  const at = new Map();
  used.forEach((column, place) => {
    const step = Math.min(ROW * 4, (rows * ROW) / column.length);
    const widest = Math.max(...column.map((node) => widths.get(node.id)));
    for (const node of column) widths.set(node.id, widest);
    column.forEach((node, row) => at.set(node.id, { x: across[place], y: (row - (column.length - 1) / 2) * step }));
  });
  return { at, rows };
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function styles() {
  const known = (name) => colour(name) || colour("--edge");
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        shape: "data(shape)",
        width: "data(width)",
        height: 26,
        "background-color": colour("--raised"),
        "border-width": 2,
        "border-color": (node) => known(KINDS[node.data("kind")] ?? "--other"),
        color: colour("--ink"),
        "font-size": FONT,
        "font-family": "system-ui, sans-serif",
        "text-wrap": "ellipsis",
        "text-max-width": WIDEST,
        "text-valign": "center",
        "text-halign": "center",
      },
    },
    { selector: ".centre", style: { "border-width": 4, "font-weight": "bold", height: 34 } },
    {
      selector: "edge",
      style: {
        width: 1.5,
        "line-color": (edge) => known(edge.data("colour")),
        "target-arrow-color": (edge) => known(edge.data("colour")),
        "target-arrow-shape": "triangle",
        "curve-style": "bezier",
        label: "data(label)",
        "font-size": 10.5,
        "font-family": "system-ui, sans-serif",
        color: colour("--ink"),
        "text-background-color": colour("--raised"),
        "text-background-opacity": 0.9,
        "text-background-padding": 1,
      },
    },
    { selector: ".onwards", style: { "source-endpoint": "90deg", "target-endpoint": "270deg", label: "" } },
    { selector: '.onwards[near = "source"]', style: { "source-label": "data(label)", "source-text-offset": BESIDE } },
    { selector: '.onwards[near = "target"]', style: { "target-label": "data(label)", "target-text-offset": BESIDE } },
    { selector: "edge.denied", style: { "line-style": "dashed" } },
  ];
}
