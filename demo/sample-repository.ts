import { execFile, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import {
  beforeLastRelease,
  type SampleRelease,
  sampleReleases,
  sampleUnreleased,
  type Unreleased,
} from "./sample-releases.ts";

const run = promisify(execFile);

/** A day, in seconds: the releases of the sample are two weeks apart, its commits hours. */
const day = 86_400;
const firstRelease = Date.parse("2026-09-01T09:00:00Z") / 1000;

/**
 * Makes the sample product as a bare repository in an empty folder: four releases from v1.4.0 to v1.5.0 with annotated
 * tags and what came after them, written in one stream so that it takes no time and gives the same hashes everywhere.
 * With `isBeforeLast`, v1.5.0 is not cut yet.
 */
export async function makeSampleRepository(folder: string, isBeforeLast = false): Promise<void> {
  const whole = { releases: sampleReleases, unreleased: sampleUnreleased };
  const { releases, unreleased } = isBeforeLast ? beforeLastRelease() : whole;
  await mkdir(folder, { recursive: true });
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", "--template=", folder]);
  const child = spawn("git", ["fast-import", "--quiet"], { cwd: folder, stdio: ["pipe", "ignore", "pipe"] });
  child.stdin.end([...releases.map(releaseStream), unreleasedStream(unreleased, releases.length)].join(""));
  const complaints = await text(child.stderr);
  if (complaints !== "") throw new Error(`The sample repository could not be made: ${complaints}`);
}

function releaseStream(release: SampleRelease, index: number): string {
  const at = firstRelease + index * 14 * day;
  const commits = release.commits.map((commit, number) =>
    commitStream(commit, at + number * 3600, number === release.commits.length - 1 ? release.files : {}),
  );
  const tagger = `tagger Rosa Vermeer <rosa@example.com> ${at + day} +0000`;
  return `${commits.join("")}tag ${release.tag}\nfrom refs/heads/main\n${tagger}\n${data(`Release version ${release.tag.slice(1)}`)}`;
}

function unreleasedStream({ commits, files }: Unreleased, index: number): string {
  const at = firstRelease + index * 14 * day;
  return commits
    .map((commit, number) =>
      commitStream(commit, at + number * 3600, number === commits.length - 1 ? files : {}),
    )
    .join("");
}

function commitStream(
  { subject, author }: SampleRelease["commits"][number],
  at: number,
  files: Record<string, string>,
): string {
  const mail = `${author.split(" ")[0]?.toLowerCase()}@example.com`;
  const who = `${author} <${mail}> ${at} +0000`;
  const changes = Object.entries(files).map(
    ([path, content]) => `M ${path.endsWith(".sh") ? "100755" : "100644"} inline ${path}\n${data(content)}`,
  );
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(subject)}${changes.join("")}\n`;
}

function data(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}\n`;
}
