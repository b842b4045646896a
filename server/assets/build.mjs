// Bundles the scripts of the pages into ../static/built; run by `make assets`.
import { build } from "esbuild";
import { readFile, rename, rm } from "node:fs/promises";

const INLINE = "<strong style='text-decoration:underline'>";
/** YASQE's hint at a mistake has an inline style, which the pages' content security policy forbids. */
const withoutInlineStyle = {
  name: "without-inline-style",
  setup({ onLoad }) {
    onLoad({ filter: /@zazuko.yasgui.build.yasgui\.esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes(INLINE)) throw new Error(`${path}: look again where it sets inline styles`);
      return { contents: source.replaceAll(INLINE, "<strong>"), loader: "js" };
    });
  },
};

const target = "../static/built";
const outdir = `${target}-${process.pid}`; // put in its place at once when it is whole
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
  plugins: [withoutInlineStyle],
  metafile: true,
  logLevel: "warning",
});
await rm(target, { recursive: true, force: true });
await rename(outdir, target);
for (const [name, { bytes }] of Object.entries(result.metafile.outputs)) {
  console.log(`${name.slice(name.lastIndexOf("/") + 1)}  ${(bytes / 1024).toFixed(0)} KB`);
}
