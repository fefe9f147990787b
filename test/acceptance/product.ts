import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { commitStream, continued, importInto, tagStream } from "../../demo/git-import.ts";
import { type SampleRelease, sampleReleases } from "../../demo/sample-releases.ts";
import { layOut } from "../git/repository.ts";

/** A value to set (or, undefined, to remove) at a path inside one manifest. */
export type Edit = [path: string[], value: unknown];

export interface ReleaseChanges {
  /** Edits of the Deployment nexus-app, by environment. */
  staging?: Edit[];
  production?: Edit[];
  /** Texts by path, as they are at the tag; null removes the file. */
  files?: Record<string, string | null>;
}

/** The repository of the product that is released, bare as on a host: the demo's sample, and what a test adds to it. */
export interface Product {
  location: string;
  /** Commits the newest sample under another version, with changes, and tags it; answers the commit. */
  release(tag: string, changes?: ReleaseChanges): Promise<string>;
  /** Makes a tag name a new commit, as nobody should. */
  moveTag(tag: string, changes?: ReleaseChanges): Promise<string>;
  /** Adds a commit for each subject, as somebody pushes it, without changing a file. */
  commit(...subjects: string[]): Promise<string>;
  /** Takes the repository away, or brings it back. */
  away(isAway: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** The edit that lets the pods of a workload fail, or take their time: see the annotations of the stand-in. */
export function simulate(annotation: string, value: string): Edit {
  return [["spec", "template", "metadata", "annotations", `simulate/${annotation}`], value];
}

/** Commits and tags are a minute after the one before, so that hashes repeat from run to run. */
const firstCommit = Date.parse("2026-01-05T09:00:00Z") / 1000;
const ada = "Ada Engineer <ada@nexus.example>";

/** Makes the product with the versions of the sample from v1.4.1 to v1.5.0. */
export async function makeProduct(): Promise<Product> {
  const root = await mkdtemp(join(tmpdir(), "slipway-product-"));
  const location = join(root, "product.git");
  let commits = 0;
  const commit = (message: string, files: Record<string, string | null> = {}): string => {
    commits += 1;
    const at = firstCommit + commits * 60;
    return commitStream({ message, by: ada, at, files });
  };
  const release = (tag: string, files: Record<string, string | null>): string[] => [
    commit(`feat: what ${tag} brings`, files),
    tagStream(tag, { message: `Release version ${tag}`, by: ada, at: firstCommit + commits * 60 }),
  ];
  const push = (stream: string[]): Promise<string> => importInto(location, [continued, ...stream]);
  await layOut(location, "bare = true");
  const samples = sampleReleases.slice(1).map(({ tag, files }) => release(tag, quick(files)));
  await importInto(location, samples.flat());
  return {
    location,
    release: (tag, changes = {}) =>
      push(release(tag, { ...changed(newest, tag, changes), ...changes.files })),
    moveTag: (tag, changes = {}) => {
      const files = { ...changed(newest, tag, changes), ...changes.files, MOVED: `${tag}\n` };
      return push(release(tag, files));
    },
    commit: (...subjects) => push(subjects.map((subject) => commit(subject))),
    away: (isAway) => (isAway ? rename(location, `${location}.away`) : rename(`${location}.away`, location)),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

const newest: SampleRelease["files"] = quick(sampleReleases.at(-1)?.files ?? {});

/** What the sample lets take its time, for people to see it, is over at once. */
function quick(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll("700ms", "20ms")]),
  );
}

function changed(
  files: Record<string, string>,
  tag: string,
  { staging = [], production = [] }: ReleaseChanges,
): Record<string, string> {
  const named = Object.entries(files).map(([path, text]) => [path, text.replaceAll("1.5.0", tag.slice(1))]);
  const result: Record<string, string> = Object.fromEntries(named);
  for (const [environment, edits] of Object.entries({ staging, production })) {
    const path = `infrastructure/k8s/${environment}/nexus.yaml`;
    result[path] = edited(result[path] ?? "", edits);
  }
  return result;
}

function edited(manifests: string, edits: Edit[]): string {
  if (edits.length === 0) return manifests;
  const documents = parseAllDocuments(manifests);
  if (!Array.isArray(documents)) throw new Error("the sample has no manifests");
  for (const document of documents) {
    if (document.getIn(["kind"]) !== "Deployment" || document.getIn(["metadata", "name"]) !== "nexus-app")
      continue;
    for (const [path, value] of edits) {
      if (value === undefined) document.deleteIn(path);
      else document.setIn(path, value);
    }
  }
  return documents.map(String).join("---\n");
}
