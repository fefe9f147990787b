import { makeProblem, ProblemError } from "../problem.ts";
import { parseVersion } from "../version.ts";

/** Where a file says the version: under a path of keys, or where the one group of a pattern matches. */
export type VersionFile = { path: string } & (
  | { kind: "json" | "toml" | "yaml"; at: string[] }
  | { kind: "pattern"; pattern: string }
);

/** One place in a text: the version stands from the first offset to before the second. */
export interface VersionPlace {
  from: number;
  to: number;
}

/** Finds every place that a rule means; a text that is not of the rule's format has none. */
export type PlaceFinder = (rule: VersionFile, text: string) => VersionPlace[];

/** A file of the repository before and after; a new one has no text before. */
export interface FileEdit {
  path: string;
  before?: string;
  after: string;
}

export interface VersionEdits {
  edits: FileEdit[];
  /** Files that said another version than the last release, in words. */
  drift: string[];
}

export interface VersionEditFacts {
  rules: VersionFile[];
  /** The files as they are; undefined where there is none. */
  texts: ReadonlyMap<string, string | undefined>;
  find: PlaceFinder;
  /** The new version as files say it, without the prefix of tags. */
  version: string;
  /** The version of the last release, likewise. */
  last?: string;
  /** The prefix of tags, where files may say it as well. */
  prefix?: string;
}

/**
 * Writes the version into every file that says it and leaves all else as it is, to the byte: also the "v" or the prefix of
 * tags where a file has it before the number. Raises `version-files` where a rule does not mean exactly one place: a
 * version that is half changed is worse than none.
 */
export function editVersions(facts: VersionEditFacts): VersionEdits {
  const { rules, texts, find, version, last, prefix } = facts;
  const written = new Map<string, string>();
  const drift: string[] = [];
  for (const rule of rules) {
    const text = written.get(rule.path) ?? texts.get(rule.path);
    if (text === undefined) throw mistaken(`There is no file ${rule.path}.`);
    const place = onePlace(rule, find(rule, text));
    const from = place.from + leadOf(text.slice(place.from, place.to), prefix).length;
    const said = text.slice(from, place.to);
    if (last !== undefined && said !== last && said !== version)
      drift.push(`${rule.path} says ${said.slice(0, 60)}, the last release is ${last}`);
    written.set(rule.path, `${text.slice(0, from)}${version}${text.slice(place.to)}`);
  }
  const edits = [...written].flatMap(([path, after]) => editOf(path, texts.get(path), after));
  return { edits, drift };
}

/** What stands before the number of a version that is said as tags say it. */
function leadOf(said: string, prefix = ""): string {
  return [prefix, "v"].find((lead) => said.startsWith(lead) && parseVersion(said, lead) !== undefined) ?? "";
}

/** A file's change; none where it stays as it is. */
export function editOf(path: string, before: string | undefined, after: string): FileEdit[] {
  if (before === after) return [];
  return [{ path, after, ...(before !== undefined && { before }) }];
}

/** The lines that an edit takes away and adds, what they have in common at both ends left out. */
export function changedLines({ before = "", after }: FileEdit): { removed: string[]; added: string[] } {
  const [old, young] = [before.split("\n"), after.split("\n")];
  const most = Math.min(old.length, young.length);
  let start = 0;
  while (start < most && old[start] === young[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === young.at(-1 - end)) end += 1;
  return { removed: old.slice(start, old.length - end), added: young.slice(start, young.length - end) };
}

function onePlace(rule: VersionFile, places: VersionPlace[]): VersionPlace {
  const [place, second] = places;
  const where = rule.kind === "pattern" ? rule.pattern : rule.at.join(".");
  if (!place) throw mistaken(`${rule.path} has no place for the version: nothing fits ${where}.`);
  if (second)
    throw mistaken(
      `${rule.path} has ${places.length} places that fit ${where}, so it is not known which one is meant.`,
    );
  return place;
}

function mistaken(what: string): ProblemError {
  const advice = "Correct `prepare.files` in the configuration, or the file, then prepare again.";
  return new ProblemError(makeProblem("version-files", what, advice));
}
