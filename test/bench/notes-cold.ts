import { existsSync, readFileSync } from "node:fs";
import { openGit } from "../../src/git/mirror.ts";
import { notesToMarkdown } from "../../src/release/notes/notes-markdown.ts";
import { gatherNotes } from "../../src/release/notes/notes.ts";

/** One process from start to finished notes: location, cache folder and range come as arguments, peak memory goes out. */
const [location = "", cacheFolder = "", from = "", to = ""] = process.argv.slice(2);
const git = openGit({ location, cacheFolder, env: process.env });
const notes = await gatherNotes(git.commits(from === "" ? { to } : { from, to }));
const text = notesToMarkdown(notes, { title: "next" });
console.log(JSON.stringify({ characters: text.length, peakKilobytes: peakKilobytes() }));

/** Linux counts what the starting process had before `exec` into `maxRSS`, and tells the program's own peak elsewhere. */
function peakKilobytes(): number {
  const status = "/proc/self/status";
  const own = existsSync(status) ? /^VmHWM:\s+(\d+)/mu.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}
