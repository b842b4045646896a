// Bundles the scripts of the pages into ../static/built; run by `make assets`.
import { build } from "esbuild";
import { rm } from "node:fs/promises";

const outdir = "../static/built";
await rm(outdir, { recursive: true, force: true });
const result = await build({
  entryPoints: ["editor.js", "network.js"],
  outdir,
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  target: "es2022",
  legalComments: "linked",
  loader: { ".svg": "dataurl", ".woff": "dataurl", ".woff2": "dataurl", ".ttf": "dataurl", ".png": "dataurl" },
  chunkNames: "part-[hash]",
  metafile: true,
  logLevel: "warning",
});
for (const [name, { bytes }] of Object.entries(result.metafile.outputs)) {
  console.log(`${name.replace("../", "")}  ${(bytes / 1024).toFixed(0)} KB`);
}
