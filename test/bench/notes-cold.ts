import { openGit } from "../../src/git/mirror.ts";
import { notesToMarkdown } from "../../src/release/notes/notes-markdown.ts";
import { gatherNotes } from "../../src/release/notes/notes.ts";

/** One process from start to finished notes: location, cache folder and range come as arguments, peak memory goes out. */
const [location = "", cacheFolder = "", from = "", to = ""] = process.argv.slice(2);
const git = openGit({ location, cacheFolder, env: process.env });
const notes = await gatherNotes(git.commits(from === "" ? { to } : { from, to }));
const text = notesToMarkdown(notes, { title: "next" });
console.log(JSON.stringify({ characters: text.length, peakKilobytes: process.resourceUsage().maxRSS }));
