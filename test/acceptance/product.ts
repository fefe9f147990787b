import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { sampleReleases } from "../../demo/sample-releases.ts";
import { makeRepository, type TestRepository } from "../git/repository.ts";

/** A value to set (or, undefined, to remove) at a path inside one manifest. */
export type Edit = [path: string[], value: unknown];

export interface ReleaseChanges {
  /** Edits of the Deployment nexus-app, by environment. */
  staging?: Edit[];
  production?: Edit[];
  /** Texts by path, as they are at the tag; null removes the file. */
  files?: Record<string, string | null>;
}

/** The repository of the product that is released: the demo's sample, and what a test adds to it. */
export interface Product {
  location: string;
  /** Commits the newest sample under another version, with changes, and tags it; answers the commit. */
  release(tag: string, changes?: ReleaseChanges): Promise<string>;
  /** Makes a tag name a new commit, as nobody should. */
  moveTag(tag: string, changes?: ReleaseChanges): Promise<string>;
  /** Takes the repository away, or brings it back. */
  away(isAway: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** The edit that lets the pods of a workload fail, or take their time: see the annotations of the stand-in. */
export function simulate(annotation: string, value: string): Edit {
  return [["spec", "template", "metadata", "annotations", `simulate/${annotation}`], value];
}

/** Makes the product with the versions of the sample from v1.4.1 to v1.5.0. */
export async function makeProduct(): Promise<Product> {
  const repository = await makeRepository();
  for (const { tag, files } of sampleReleases.slice(1)) await commit(repository, tag, files);
  const { location, newest } = {
    location: repository.folder,
    newest: sampleReleases.at(-1)?.files ?? {},
  };
  const hashOf = (tag: string): Promise<string> => repository.git("rev-parse", `${tag}^{commit}`);
  return {
    location,
    release: async (tag, changes = {}) => {
      await commit(repository, tag, changed(newest, tag, changes), changes.files);
      return hashOf(tag);
    },
    moveTag: async (tag, changes = {}) => {
      await repository.git("tag", "-d", tag);
      await commit(repository, tag, changed(newest, tag, changes), { ...changes.files, MOVED: `${tag}\n` });
      return hashOf(tag);
    },
    away: (isAway) => (isAway ? rename(location, `${location}.away`) : rename(`${location}.away`, location)),
    remove: () => repository.remove(),
  };
}

async function commit(
  repository: TestRepository,
  tag: string,
  files: Record<string, string>,
  more: Record<string, string | null> = {},
): Promise<void> {
  for (const path of Object.keys(files).filter((name) => name.endsWith(".sh"))) {
    const file = join(repository.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "");
    await chmod(file, 0o755);
  }
  const quick = Object.entries(files).map(([path, text]) => [path, text.replaceAll("700ms", "20ms")]);
  await repository.commit(`feat: what ${tag} brings`, { files: { ...Object.fromEntries(quick), ...more } });
  await repository.tag(tag);
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
