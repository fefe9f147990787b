import { createHash } from "node:crypto";
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import config from "./vite.config.ts";

const SOURCES = import.meta.dirname;
const BUILT = join(SOURCES, "../../../.cache/page");
const STAMP = join(BUILT, "sources.sha256");

/**
 * Builds the page when its sources, the contract or the installed packages changed since the last time, and
 * returns the folder that holds it. Raises what Vite raises when the sources do not build.
 */
export async function buildPage(): Promise<string> {
  const wanted = await hashSources();
  if ((await readStamp()) === wanted) return BUILT;
  await build({ ...config, configFile: false, logLevel: "warn" });
  await writeFile(STAMP, wanted);
  return BUILT;
}

async function hashSources(): Promise<string> {
  const files = ["../contract.ts", "../../../package-lock.json"];
  for await (const name of glob("**/*.{ts,tsx,css,html}", { cwd: SOURCES })) files.push(name);
  const hash = createHash("sha256");
  for (const name of files.toSorted()) hash.update(`${name}\n`).update(await readFile(join(SOURCES, name)));
  return hash.digest("hex");
}

async function readStamp(): Promise<string> {
  try {
    return await readFile(STAMP, "utf8");
  } catch {
    // Nothing built yet: no stamp ever equals a hash.
    return "";
  }
}
