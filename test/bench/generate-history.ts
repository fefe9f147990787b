import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { execFile } from "node:child_process";

const run = promisify(execFile);

export interface HistorySize {
  commits: number;
  tags: number;
}

/**
 * A bare repository with a linear history of the given size below `folder`, made once with `git fast-import` and the same
 * every time: conventional messages with bodies and footers as long as people write them, reverts, plain ones. Answers its
 * path.
 */
export async function generateHistory(folder: string, size: HistorySize): Promise<string> {
  const repository = join(folder, `history-${size.commits}-${size.tags}.git`);
  if (existsSync(repository)) return repository;
  const unfinished = `${repository}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", "--template=", unfinished]);
  const importer = spawn("git", ["fast-import", "--quiet"], {
    cwd: unfinished,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(importer, "close");
  for (const command of commands(size)) {
    if (!importer.stdin.write(command)) await once(importer.stdin, "drain");
  }
  importer.stdin.end();
  await ended;
  await run("git", ["pack-refs", "--all"], { cwd: unfinished });
  await rename(unfinished, repository);
  return repository;
}

const types = ["feat", "fix", "fix", "chore", "chore", "docs", "refactor", "perf", "test", "build"];
const scopes = ["", "", "(api)", "(web)", "(deps)", "(ledger)"];
const things = ["export of statements", "rounding of fees", "session renewal", "audit trail", "rate limits"];
const firstSecond = 1_600_000_000;

function* commands({ commits, tags }: HistorySize): Generator<string> {
  const tagEvery = Math.max(1, Math.floor(commits / tags));
  yield "reset refs/heads/main\n";
  for (let index = 1; index <= commits; index += 1) {
    const by = `Engineer ${index % 40} <engineer${index % 40}@nexus.example> ${firstSecond + index * 60} +0000`;
    yield `commit refs/heads/main\nmark :${index}\ncommitter ${by}\n${data(message(index))}`;
    if (index % tagEvery !== 0 || index / tagEvery > tags) continue;
    const name = tagName(index / tagEvery);
    if (index % 2 === 0)
      yield `tag ${name}\nfrom :${index}\ntagger ${by}\n${data(`Release version ${name}`)}`;
    else yield `reset refs/tags/${name}\nfrom :${index}\n\n`;
  }
}

function message(index: number): string {
  const thing = `${pick(things, index * 7)} for case ${index}`;
  if (index % 97 === 0) return `Merge things by hand for ${thing}\n`;
  if (index % 211 === 0)
    return `Revert "fix: ${thing}"\n\nThe customers of case ${index} need it as it was.\n`;
  const bang = index % 401 === 0 ? "!" : "";
  const subject = `${pick(types, index)}${pick(scopes, index * 3)}${bang}: change the ${thing} (#${index})`;
  if (index % 3 !== 0) return `${subject}\n`;
  const body = `It was found while ${thing} was looked at in earnest, and it holds for all\nthe tenants that were asked. Nothing else depends on it.`;
  const footer =
    index % 6 === 0
      ? `\nCloses #${index + 1}\nCo-authored-by: Pair ${index % 7} <pair${index % 7}@nexus.example>`
      : "";
  return `${subject}\n\n${body}\n${footer}\n`;
}

function tagName(number: number): string {
  const base = `v${Math.floor(number / 400)}.${Math.floor(number / 20) % 20}.${number % 20}`;
  return number % 50 === 0 ? `${base}-rc.1` : base;
}

function pick(list: string[], index: number): string {
  return list[index % list.length] ?? "";
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
