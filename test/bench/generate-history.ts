import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { deflateSync } from "node:zlib";

const run = promisify(execFile);

export interface HistorySize {
  commits: number;
  tags: number;
  /**
   * Whether every commit carries a signature, as those do that a button of GitHub's has made. Git unpacks it with the
   * commit, so that it is a good third of what `git log` costs there.
   */
  isSigned: boolean;
}

/**
 * A bare repository with a linear history of the given size below `folder`, made once and the same every time:
 * conventional messages with bodies and footers as long as people write them, reverts, plain ones. It is written as a
 * pack, since `git fast-import` knows no signatures. Answers its path.
 */
export async function generateHistory(folder: string, size: HistorySize): Promise<string> {
  const name = `${size.commits}-${size.tags}-${size.isSigned ? "signed" : "unsigned"}`;
  const repository = join(folder, `history-${name}.git`);
  if (existsSync(repository)) return repository;
  const unfinished = `${repository}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", "--template=", unfinished]);
  const references: string[] = [];
  await feed(unfinished, ["index-pack", "--stdin"], pack(size, references));
  await feed(unfinished, ["update-ref", "--stdin"], references);
  await run("git", ["pack-refs", "--all"], { cwd: unfinished });
  await rename(unfinished, repository);
  return repository;
}

async function feed(cwd: string, args: string[], input: Iterable<Buffer | string>): Promise<void> {
  const child = spawn("git", args, { cwd, stdio: ["pipe", "ignore", "inherit"] });
  const ended = once(child, "close");
  await pipeline(input, child.stdin);
  const [code]: unknown[] = await ended;
  if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${String(code)}`);
}

/** An object of git, by its number in packs, and the references that point at it. */
interface GitObject {
  kind: "commit" | "tree" | "tag";
  body: Buffer;
  id: string;
  references: string[];
}

/** What packs call the kinds of objects. */
const kindNumber = { commit: 1, tree: 2, tag: 4 };

/** The bytes of a pack with all objects; fills `references` with the commands that create what points at them. */
function* pack(size: HistorySize, references: string[]): Generator<Buffer> {
  const sum = createHash("sha1");
  const summed = (bytes: Buffer): Buffer => {
    sum.update(bytes);
    return bytes;
  };
  const header = Buffer.from("PACK\0\0\0\u0002\0\0\0\0");
  header.writeUInt32BE(objectsIn(size), 8);
  yield summed(header);
  for (const { kind, body, id, references: names } of objects(size)) {
    yield summed(Buffer.concat([objectHeader(kindNumber[kind], body.length), deflateSync(body)]));
    for (const name of names) references.push(`create ${name} ${id}\n`);
  }
  yield sum.digest();
}

/** Four bits of the length beside the kind, then seven in each byte; the highest bit says that more follow. */
function objectHeader(kind: number, length: number): Buffer {
  const bytes = [(kind << 4) | (length & 15)];
  for (let rest = length >> 4; rest > 0; rest >>= 7) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest & 0x7f);
  }
  return Buffer.from(bytes);
}

const types = ["feat", "fix", "fix", "chore", "chore", "docs", "refactor", "perf", "test", "build"];
const scopes = ["", "", "(api)", "(web)", "(deps)", "(ledger)"];
const things = ["export of statements", "rounding of fees", "session renewal", "audit trail", "rate limits"];
const firstSecond = 1_600_000_000;

function* objects(size: HistorySize): Generator<GitObject> {
  const tree = objectOf("tree", "", []);
  yield tree;
  let parent = "";
  for (let index = 1; index <= size.commits; index += 1) {
    const at = `${firstSecond + index * 60} +0000`;
    const author = `Engineer ${index % 40} <engineer${index % 40}@nexus.example> ${at}`;
    const committer = size.isSigned ? `GitHub <noreply@github.com> ${at}` : author;
    const signed = size.isSigned ? signature(index) : "";
    const lines = [`tree ${tree.id}\n`, parent, `author ${author}\ncommitter ${committer}\n`, signed];
    const tag = tagAt(index, size);
    const names = tag && !tag.isAnnotated ? [`refs/tags/${tag.name}`] : [];
    if (index === size.commits) names.push("refs/heads/main");
    const commit = objectOf("commit", `${lines.join("")}\n${message(index)}`, names);
    yield commit;
    parent = `parent ${commit.id}\n`;
    if (tag?.isAnnotated) yield tagObject(tag.name, commit.id, author);
  }
}

/** The objects of a size: a tree that all commits share, the commits, and half of the tags. */
function objectsIn(size: HistorySize): number {
  let annotated = 0;
  for (let index = 1; index <= size.commits; index += 1) annotated += tagAt(index, size)?.isAnnotated ? 1 : 0;
  return 1 + size.commits + annotated;
}

function tagAt(
  index: number,
  { commits, tags }: HistorySize,
): { name: string; isAnnotated: boolean } | undefined {
  const every = Math.max(1, Math.floor(commits / tags));
  if (index % every !== 0 || index / every > tags) return undefined;
  return { name: tagName(index / every), isAnnotated: (index / every) % 2 === 0 };
}

function tagObject(name: string, commit: string, by: string): GitObject {
  const text = `object ${commit}\ntype commit\ntag ${name}\ntagger ${by}\n\nRelease version ${name}\n`;
  return objectOf("tag", text, [`refs/tags/${name}`]);
}

function objectOf(kind: GitObject["kind"], text: string, references: string[]): GitObject {
  const body = Buffer.from(text);
  const id = createHash("sha1").update(`${kind} ${body.length}\0`).update(body).digest("hex");
  return { kind, body, id, references };
}

/** As long as one by a key of 4,096 bits, and as little to be compressed; nobody verifies it. */
function signature(index: number): string {
  const bytes = Buffer.concat(
    Array.from({ length: 17 }, (_, part) => createHash("sha256").update(`${index}.${part}`).digest()),
  );
  const lines = bytes.toString("base64").match(/.{1,64}/gu) ?? [];
  const text = ["-----BEGIN PGP SIGNATURE-----", "", ...lines, "=nexs", "-----END PGP SIGNATURE-----", ""];
  return `gpgsig ${text.join("\n ")}\n`;
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
