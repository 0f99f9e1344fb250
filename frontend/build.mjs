// Bundles every style and script of this folder into the folder named by the first argument.
import { build } from "esbuild";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";

import { tabler } from "./tabler.mjs";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const target = path.resolve(process.argv[2] ?? path.join(here, "..", ".local", "dist"));

// A file at the top of `scripts` or `styles` is an entry; what begins with "_" or lies deeper is only imported.
async function entries(folder, pattern) {
  const names = await readdir(path.join(here, folder)).catch(() => []);
  return names.filter((name) => pattern.test(name) && !name.startsWith("_")).map((name) => path.join(here, folder, name));
}

const shared = { bundle: true, minify: true, outdir: target, legalComments: "linked", logLevel: "warning" };
const loader = { ".svg": "file", ".png": "file", ".woff2": "file" };

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await Promise.all([
  build({ ...shared, entryPoints: await entries("scripts", /\.m?js$/), format: "iife", target: "es2020" }),
  build({ ...shared, entryPoints: await entries("styles", /\.css$/), loader, plugins: [tabler], assetNames: "[name]-[hash]" }),
  cp(path.join(here, "static"), target, { recursive: true }).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  }),
]);
