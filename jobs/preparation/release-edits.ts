import type { JobParts } from "../../src/parts.ts";
import { dayAt } from "../../src/release/calendar/calendar.ts";
import { addToChangelog } from "../../src/release/notes/changelog.ts";
import { linksOf } from "../../src/release/notes/links.ts";
import { type BranchFacts, numberOf } from "../../src/release/preparation/prepare.ts";
import { editOf, editVersions, type VersionEdits } from "../../src/release/preparation/version-files.ts";

export interface EditsFacts {
  branch: BranchFacts;
  base: string;
  version: string;
  /** When it is prepared: the changelog names the day, in the zone of the calendar. */
  at: number;
  words?: string;
}

/** The files that a release changes, on top of a commit. Raises `version-files`. */
export async function editsFor(
  facts: EditsFacts,
  parts: Pick<JobParts, "git" | "settings" | "placeFinder">,
): Promise<VersionEdits> {
  const { branch, base, version } = facts;
  const { files, changelog } = parts.settings.prepare;
  const texts = await readAll(
    base,
    [...files.map(({ path }) => path), ...(changelog === undefined ? [] : [changelog])],
    parts,
  );
  const { edits, drift } = editVersions({
    rules: files,
    texts,
    find: await parts.placeFinder(),
    version: numberOf(version, branch.prefix),
    prefix: branch.prefix,
    ...(branch.latest && { last: numberOf(branch.latest.tag, branch.prefix) }),
  });
  if (changelog === undefined) return { edits, drift };
  const before = texts.get(changelog);
  return { edits: [...edits, ...editOf(changelog, before, changelogWith(before, facts, parts))], drift };
}

async function readAll(
  commit: string,
  paths: string[],
  { git }: Pick<JobParts, "git">,
): Promise<Map<string, string | undefined>> {
  const each = [...new Set(paths)];
  const texts = await git.readFiles(commit, each);
  return new Map(each.map((path, index) => [path, texts[index]]));
}

function changelogWith(
  before: string | undefined,
  { branch, version, at, words }: EditsFacts,
  { settings }: Pick<JobParts, "settings">,
): string {
  return addToChangelog(before, {
    version: numberOf(version, branch.prefix),
    tag: version,
    date: dayAt(at, settings.timeZone),
    notes: branch.notes,
    ...(branch.latest && { since: branch.latest.tag }),
    ...(words !== undefined && { words }),
    links: linksOf(settings.repository),
  });
}
