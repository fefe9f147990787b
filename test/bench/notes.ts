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
import { aim, compare, median, type Row, time } from "./measure.ts";
import { installPeers, type Peer } from "./notes-peers.ts";

const run = promisify(execFile);

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
export async function benchNotes(size = { commits: 100_000, tags: 12_000 }): Promise<Row[]> {
  await mkdir(cache, { recursive: true });
  const repository = await generateHistory(cache, { ...size, isSigned: true });
  const cacheFolder = await mkdtemp(join(tmpdir(), "slipway-bench-"));
  try {
    const place = { location: repository, cacheFolder, env: process.env };
    const git = openGit(place);
    await git.refresh();
    const to = (await git.resolve("main")) ?? "main";
    const rows: Row[] = [];
    for (const range of ranges.filter((count) => count <= size.commits)) {
      const from = range === size.commits ? "" : await hashBefore(repository, range);
      const warm = await inTurn(
        () => writeNotes(git, from, to),
        () => drain(repository, bareLog(from, to)),
        roundsOf(range),
      );
      rows.push(compare(`notes of ${range} commits, warm`, ...warm, range >= 1000 ? 1.3 : undefined));
      if (range < 10_000) continue;
      rows.push(...(await inNewProcess({ repository, cacheFolder, from, to, range })));
      const { peakKilobytes } = await coldNotes(repository, cacheFolder, from, to);
      rows.push(memoryRow(range, peakKilobytes));
    }
    rows.push(...(await withoutSignatures(cacheFolder)));
    const latest = await inTurn(
      // Opened anew: a bot that runs has the names in memory until they change.
      async () => lastVersion(await openGit(place).tags(), "v"),
      () => drain(repository, ["for-each-ref", "--format=%(refname:strip=2)", "refs/tags"]),
      roundsOf(0),
    );
    rows.push(compare(`latest of ${size.tags} tags`, ...latest, 1.5));
    return [...rows, ...(await benchPeers(git, repository, to))];
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

interface NewProcess {
  repository: string;
  cacheFolder: string;
  from: string;
  to: string;
  range: number;
}

/** Ours beside bare git, and beside it as well the least that any program for Node does, which bounds what can be hoped for. */
async function inNewProcess({ repository, cacheFolder, from, to, range }: NewProcess): Promise<Row[]> {
  const bare = () => drain(repository, bareLog(from, to));
  const ours = await inTurn(() => coldNotes(repository, cacheFolder, from, to), bare, roundsOf(range));
  const least = await inTurn(() => runLeast(repository, from, to), bare, roundsOf(range));
  const what = `notes of ${range} commits, new process`;
  return [
    compare(what, ...ours, range === 10_000 ? 2 : undefined),
    compare(`${what}, a program of twenty lines`, ...least),
  ];
}

/** The same in a history without signatures, of which git has a third less to unpack: it has rows, and no target. */
async function withoutSignatures(cacheFolder: string): Promise<Row[]> {
  const range = 10_000;
  const repository = await generateHistory(cache, { commits: range + 1, tags: 0, isSigned: false });
  await openGit({ location: repository, cacheFolder, env: process.env }).refresh();
  const from = await hashBefore(repository, range);
  const rows = await inNewProcess({ repository, cacheFolder, from, to: "main", range });
  return rows.map(({ what, ours, beside, ratio }) => {
    return { what: `${what}, without signatures`, ours, beside, ratio, target: "" };
  });
}

async function benchPeers(git: ReturnType<typeof openGit>, repository: string, to: string): Promise<Row[]> {
  const from = await hashBefore(repository, 1000);
  const ours: number[] = [];
  for (let round = 0; round < 3; round += 1) ours.push(await time(() => writeNotes(git, from, to)));
  const rows: Row[] = [];
  for (const peer of await installPeers(join(cache, "peers"))) {
    rows.push(await peerRow(peer, repository, { from, to }, median(ours)));
  }
  return rows;
}

async function peerRow(
  peer: Peer,
  repository: string,
  range: { from: string; to: string },
  ours: number,
): Promise<Row> {
  const what = `notes of 1000 commits, ours warm beside ${peer.name}`;
  const result = await peer.run(repository, range);
  const beside = typeof result === "string" ? result : `${result.toFixed(0)} ms`;
  const ratio = typeof result === "string" ? "" : `1 / ${Math.round(result / ours)}`;
  return { what, ours: `${ours.toFixed(0)} ms`, beside, ratio, target: "" };
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
  const stdout = await runNew(new URL("notes-cold.ts", import.meta.url), [repository, cacheFolder, from, to]);
  return coldAnswer.parse(JSON.parse(stdout));
}

/** A program of twenty lines in a process like that of our own. */
async function runLeast(repository: string, from: string, to: string): Promise<void> {
  await runNew(new URL("notes-least.ts", import.meta.url), [repository, rangeOf(from, to)]);
}

/** As in production, where `npm start` bounds the room for young objects and src/main.ts turns the compile cache on. */
async function runNew(script: URL, args: string[]): Promise<string> {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(cache, "compiled") };
  const flags = ["--min-semi-space-size=4", "--max-semi-space-size=4"];
  const { stdout } = await run(process.execPath, [...flags, script.pathname, ...args], { env });
  return stdout;
}

function bareLog(from: string, to: string): string[] {
  return ["log", bareFormat, rangeOf(from, to)];
}

function rangeOf(from: string, to: string): string {
  return from === "" ? to : `${from}..${to}`;
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

/** Milliseconds of each, one after the other in turn, after one of each that does not count. */
async function inTurn(
  ours: () => Promise<unknown>,
  beside: () => Promise<unknown>,
  rounds: number,
): Promise<[ours: number[], beside: number[]]> {
  await Promise.all([ours(), beside()]);
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await time(ours));
    times[1].push(await time(beside));
  }
  return times;
}

function memoryRow(range: number, kilobytes: number): Row {
  const megabytes = kilobytes / 1024;
  const target = aim("≤ 100 MB", megabytes <= 100);
  return {
    what: `peak memory, ${range} commits`,
    ours: `${megabytes.toFixed(0)} MB`,
    beside: "",
    ratio: "",
    target,
  };
}

if (import.meta.main) console.table(await benchNotes());
