import { versionBefore, type TaggedVersion } from "../history.ts";
import type { EditedSection } from "../notes/edited-notes.ts";
import { type Notes, proposeKind } from "../notes/notes.ts";
import { proposeVersions } from "../calendar/planning.ts";
import type { TagInfo } from "../git.ts";
import { makeProblem, type Problem } from "../problem.ts";
import type { Person } from "../people.ts";
import type { Publication } from "./host-release.ts";
import type { PrepareSettings } from "./prepare-settings.ts";
import {
  compareVersions,
  formatTag,
  type Kind,
  kindOf,
  nextVersion,
  parseVersion,
  type Version,
} from "../version.ts";

/** One release on its way into the repository. */
export interface Preparation {
  id: string;
  by: Person;
  /** When it was confirmed; the commit and the tag bear this time. */
  at: number;
  version: string;
  kind: Kind;
  /** The branch that is cut from and pushed to. */
  branch: string;
  /** The commit that people saw, or the newer one after a race. */
  base: string;
  /** The version before it on the branch. */
  since?: string;
  /** What the commits asked for when people looked; undefined when they asked for nothing. */
  asked?: Kind;
  /** What it is called in the book, where it is planned. */
  planned?: string;
  manager: Person;
  /** When production is planned to start. */
  target?: number;
  /** What the release manager has to say before the changes. */
  words?: string;
  /** The notes as they were edited, and the commit whose notes were shown for that. */
  notes?: { base: string; sections: EditedSection[] };
  mayBeEmpty: boolean;
  state: "under way" | "prepared" | "failed" | "outdated";
  /** Commits that a push was begun for: a tag that names one of them is ours. */
  tries: { base: string; commit: string }[];
  /** The commit of the tag, once it is there. */
  commit?: string;
  problem?: Problem;
  /** What became of its page on the repository's host, where it gets one. */
  publication?: Publication;
  rev: number;
}

/** The preparations that are known. */
export interface PreparationStore {
  create(preparation: Preparation): Promise<"created" | "exists">;
  get(id: string): Promise<Preparation | undefined>;
  /** The one that made a version, the last one where several did. */
  ofVersion(version: string): Promise<Preparation | undefined>;
  /** Saves when `rev` is the stored one and answers the record with its new `rev`; undefined when somebody was first. */
  save(preparation: Preparation): Promise<Preparation | undefined>;
  /** Ids of those that are under way. */
  open(): Promise<string[]>;
}

/** The commit that a prepared release follows: what was tagged on it, and not what is on the branch by now. */
export function baseOf({ tries, commit, base }: Pick<Preparation, "tries" | "commit" | "base">): string {
  return tries.find((one) => one.commit === commit)?.base ?? base;
}

/** So often is a push tried on a new base. */
export const mostTries = 3;

/** What is known of a branch that a release may be cut from. */
export interface BranchFacts {
  tags: readonly TagInfo[];
  /** The newest version that is part of the branch. */
  latest?: TaggedVersion;
  notes: Notes;
  prefix: string;
  /** Versions that are promised to others. */
  taken: string[];
}

export interface Proposal {
  version: string;
  kind: Kind;
  /** What the commits ask for. */
  asked?: Kind;
  /** "2 features since v1.4.2, no breaking change → minor v1.5.0". */
  reason: string;
  /** What a person should know before saying yes. */
  warnings: string[];
}

/** Proposes the next version of a branch: of the kind that was asked for, else of the one that its commits ask for. */
export function propose(facts: BranchFacts, wanted?: Kind): Proposal {
  const { latest, prefix, tags, taken, notes } = facts;
  const { kind: asked, reason } = proposeKind(notes);
  const kind = wanted ?? asked ?? "patch";
  const [version = ""] = proposeVersions({
    latest: latest?.version,
    taken: new Set([...tags.map(({ tag }) => tag), ...taken]),
    planned: [{ version: "", kind }],
    prefix,
  });
  const since = latest ? `since ${latest.tag}` : "since the beginning";
  const [first = reason, ...rest] = reason.split(", ");
  return {
    version,
    kind,
    ...(asked && { asked }),
    reason: `${[`${first} ${since}`, ...rest].join(", ")} → ${kind} ${version}`,
    warnings: warningsOf(facts, version, kind, asked),
  };
}

const weight: Record<Kind, number> = { major: 3, minor: 2, patch: 1, hotfix: 1 };

/** What a person should know of this version before it is made; empty when all is usual. */
export function warningsOf(facts: BranchFacts, version: string, kind: Kind, asked?: Kind): string[] {
  return [...tooSmall(facts, kind, asked), ...firstStable(facts, version), ...missing(facts, version)];
}

/** Before 1.0, what breaks may be a minor: semver promises nothing there. */
function tooSmall({ latest, notes }: BranchFacts, kind: Kind, asked: Kind | undefined): string[] {
  const isYoung = latest?.version.major === 0;
  if (!asked || weight[asked] <= weight[kind] || (isYoung && kind === "minor")) return [];
  return [`The branch has ${proposeKind(notes).reason}: it would have to be a ${asked} release.`];
}

function firstStable({ latest, prefix }: BranchFacts, version: string): string[] {
  if (latest?.version.major !== 0 || parseVersion(version, prefix)?.major !== 1) return [];
  const minor = formatTag(nextVersion(latest.version, "minor"), prefix);
  return [`${version} would be the first stable version: before it, what breaks may be a minor, ${minor}.`];
}

/** A version between the last one of the branch and the new one: who updates to the new one loses what it brought. */
function missing({ tags, latest, prefix }: BranchFacts, version: string): string[] {
  const own = parseVersion(version, prefix);
  const before = own && versionBefore(tags, own, prefix);
  if (!before || !latest || compareVersions(before.version, latest.version) <= 0) return [];
  return [`${before.tag} is not part of this branch: what it brought would be missing in ${version}.`];
}

/** What stands against a version that a person chose for a branch; undefined when nothing does. */
export function problemOfVersion(version: string, facts: BranchFacts): Problem | undefined {
  const { tags, latest, prefix } = facts;
  const own = parseVersion(version, prefix);
  const next = propose(facts).version;
  if (!own)
    return makeProblem("bad-version", `"${version}" is not a version.`, `A version reads like ${next}.`);
  if (tags.some(({ tag }) => tag === version))
    return makeProblem("version-exists", `${version} exists already.`, `The next free one is ${next}.`);
  if (latest && compareVersions(own, latest.version) < 0) {
    const before = versionBefore(tags, own, prefix);
    const older = before && `; an older line has its own branch: \`/release prepare --from ${before.tag}\``;
    const advice = `Take ${next} or a newer one${older ?? ""}.`;
    return makeProblem("version-too-low", `${version} is older than ${latest.tag} on this branch.`, advice);
  }
  return undefined;
}

/** The kind of a version on a branch. */
export function kindOn(facts: Pick<BranchFacts, "latest" | "prefix">, version: string): Kind {
  const own = parseVersion(version, facts.prefix);
  return own ? kindOf(facts.latest?.version, own) : "patch";
}

/**
 * Whether a preparation that met somebody else's push may go on with what is on the branch now. What a person agreed to
 * is a version that follows another and that the changes ask for; more changes of that kind do not matter.
 */
export function mayGoOn({ asked, since }: Preparation, facts: BranchFacts): boolean {
  return facts.latest?.tag === since && propose(facts).asked === asked;
}

/** Whether a release may be cut from the branch. */
export function isReleaseBranch(branch: string, own: string, patterns: string[]): boolean {
  return branch === own || patterns.some((pattern) => matches(branch, pattern));
}

function matches(branch: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join("[^/]*")}$`).test(branch);
}

/** The branch of the line that a version belongs to, "release/1.4". */
export function lineBranch({ major, minor }: Version, { line }: Pick<PrepareSettings, "line">): string {
  return line.replaceAll("{line}", `${major}.${minor}`);
}

/** A message with the version in its place; nothing else in it is special. */
export function messageFor(template: string, version: string): string {
  return template.replaceAll("{version}", () => version);
}

/** The version as files say it: without the prefix of tags. */
export function numberOf(version: string, prefix: string): string {
  const own = parseVersion(version, prefix);
  return own ? formatTag(own, "") : version;
}
