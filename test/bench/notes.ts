import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { openGit } from "../../src/git/mirror.ts";
import { lastVersion } from "../../src/release/history.ts";
import { notesToMarkdown } from "../../src/release/notes/notes-markdown.ts";
import { gatherNotes } from "../../src/release/notes/notes.ts";
import { generateHistory } from "./generate-history.ts";
import { installPeers, type Peer } from "./notes-peers.ts";

const run = promisify(execFile);

/** One line of the result. Times are medians in milliseconds; the ratio is the median of those taken pair by pair. */
export interface NotesRow {
  what: string;
  ours: string;
  beside: string;
  ratio: string;
  target: string;
}

const cache = new URL("../../.cache/bench/", import.meta.url).pathname;
const ranges = [100, 1000, 10_000, 100_000];
/** More where they are short: on a machine that others use, seven short ones say nothing. */
const roundsOf = (range: number): number => (range > 10_000 ? 7 : 21);
/** What anybody who writes notes must ask git for. */
const bareFormat = "--format=%H%x00%an%x00%ae%x00%ct%x00%s%x00%b%x1e";

/**
 * Notes beside bare `git log` of the same range, warm and cold; peak memory; the latest version beside bare
 * `git for-each-ref`; and other programs on the same history where npm has them. A B A B in turn, because only ratios
 * taken together mean something on a shared machine.
 */
export async function benchNotes(size = { commits: 100_000, tags: 12_000 }): Promise<NotesRow[]> {
  await mkdir(cache, { recursive: true });
  const repository = await generateHistory(cache, { ...size, isSigned: true });
  const cacheFolder = await mkdtemp(join(tmpdir(), "slipway-bench-"));
  try {
    const place = { location: repository, cacheFolder, env: process.env };
    const git = openGit(place);
    await git.refresh();
    const to = (await git.resolve("main")) ?? "main";
    const rows: NotesRow[] = [];
    for (const range of ranges.filter((count) => count <= size.commits)) {
      const from = range === size.commits ? "" : await hashBefore(repository, range);
      const warm = await pair(
        () => writeNotes(git, from, to),
        () => drain(repository, bareLog(from, to)),
        roundsOf(range),
      );
      rows.push(row(`notes of ${range} commits, warm`, warm, range >= 1000 ? 1.3 : undefined));
      if (range < 10_000) continue;
      const cold = await pair(
        () => coldNotes(repository, cacheFolder, from, to),
        () => drain(repository, bareLog(from, to)),
        roundsOf(range),
      );
      rows.push(row(`notes of ${range} commits, new process`, cold, range === 10_000 ? 2 : undefined));
      const { peakKilobytes } = await coldNotes(repository, cacheFolder, from, to);
      rows.push(memoryRow(range, peakKilobytes));
    }
    rows.push(await coldUnsigned(cacheFolder));
    const latest = await pair(
      // Opened anew: a bot that runs has the names in memory until they change.
      async () => lastVersion(await openGit(place).tags(), "v"),
      () => drain(repository, ["for-each-ref", "--format=%(refname:strip=2)", "refs/tags"]),
      roundsOf(0),
    );
    rows.push(row(`latest of ${size.tags} tags`, latest, 1.5));
    return [...rows, ...(await benchPeers(git, repository, to))];
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

/** The same in a history without signatures, of which git has a third less to unpack. */
async function coldUnsigned(cacheFolder: string): Promise<NotesRow> {
  const repository = await generateHistory(cache, { commits: 10_001, tags: 0, isSigned: false });
  await openGit({ location: repository, cacheFolder, env: process.env }).refresh();
  const from = await hashBefore(repository, 10_000);
  const cold = await pair(
    () => coldNotes(repository, cacheFolder, from, "main"),
    () => drain(repository, bareLog(from, "main")),
    roundsOf(10_000),
  );
  return row("notes of 10000 commits without signatures, new process", cold);
}

async function benchPeers(
  git: ReturnType<typeof openGit>,
  repository: string,
  to: string,
): Promise<NotesRow[]> {
  const from = await hashBefore(repository, 1000);
  const ours = await median(3, () => writeNotes(git, from, to));
  const rows: NotesRow[] = [];
  for (const peer of await installPeers(join(cache, "peers"))) {
    rows.push(await peerRow(peer, repository, { from, to }, ours));
  }
  return rows;
}

async function peerRow(
  peer: Peer,
  repository: string,
  range: { from: string; to: string },
  ours: number,
): Promise<NotesRow> {
  const what = `notes of 1000 commits, ours warm beside ${peer.name}`;
  const result = await peer.run(repository, range);
  const beside = typeof result === "string" ? result : milliseconds(result);
  const ratio = typeof result === "string" ? "" : `1 / ${Math.round(result / ours)}`;
  return { what, ours: milliseconds(ours), beside, ratio, target: "" };
}

async function writeNotes(git: ReturnType<typeof openGit>, from: string, to: string): Promise<number> {
  const notes = await gatherNotes(git.commits(from === "" ? { to } : { from, to }));
  return notesToMarkdown(notes, { title: "next" }).length;
}

const coldAnswer = z.object({ peakKilobytes: z.number() });

async function coldNotes(
  repository: string,
  cacheFolder: string,
  from: string,
  to: string,
): Promise<z.infer<typeof coldAnswer>> {
  const script = new URL("notes-cold.ts", import.meta.url).pathname;
  // As in production, where `npm start` bounds the room for young objects and src/main.ts turns the compile cache on.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(cache, "compiled") };
  const { stdout } = await run(
    process.execPath,
    ["--min-semi-space-size=4", "--max-semi-space-size=4", script, repository, cacheFolder, from, to],
    { env },
  );
  return coldAnswer.parse(JSON.parse(stdout));
}

function bareLog(from: string, to: string): string[] {
  return ["log", bareFormat, from === "" ? to : `${from}..${to}`];
}

/** Runs git and throws its output away as it comes. */
async function drain(folder: string, args: string[]): Promise<void> {
  await new Promise<void>((done, fail) => {
    const child = spawn("git", args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.resume();
    child.once("error", fail).once("close", () => done());
  });
}

async function hashBefore(repository: string, commits: number): Promise<string> {
  const { stdout } = await run("git", ["rev-parse", `main~${commits}`], { cwd: repository });
  return stdout.trim();
}

interface Pair {
  ours: number;
  beside: number;
  ratio: number;
}

async function pair(
  ours: () => Promise<unknown>,
  beside: () => Promise<unknown>,
  rounds: number,
): Promise<Pair> {
  await Promise.all([ours(), beside()]);
  const found: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [a, b] = [await time(ours), await time(beside)];
    found.push({ ours: a, beside: b, ratio: a / b });
  }
  return {
    ours: middle(found.map((one) => one.ours)),
    beside: middle(found.map((one) => one.beside)),
    ratio: middle(found.map((one) => one.ratio)),
  };
}

async function median(times: number, work: () => Promise<unknown>): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < times; round += 1) found.push(await time(work));
  return middle(found);
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function row(what: string, { ours, beside, ratio }: Pair, target?: number): NotesRow {
  return {
    what,
    ours: milliseconds(ours),
    beside: milliseconds(beside),
    ratio: `${ratio.toFixed(2)}×`,
    target: target === undefined ? "" : `≤ ${target}×${ratio <= target ? "" : " MISSED"}`,
  };
}

function memoryRow(range: number, kilobytes: number): NotesRow {
  const megabytes = kilobytes / 1024;
  const target = `≤ 100 MB${megabytes <= 100 ? "" : " MISSED"}`;
  return {
    what: `peak memory, ${range} commits`,
    ours: `${megabytes.toFixed(0)} MB`,
    beside: "",
    ratio: "",
    target,
  };
}

if (import.meta.main) console.table(await benchNotes());
