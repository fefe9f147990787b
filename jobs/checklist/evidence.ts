import type { JobParts } from "../../src/parts.ts";
import { wakeCalendar } from "../../src/release/calendar/wake-calendar.ts";
import {
  type Finding,
  judgeChecks,
  judgeCoverageOfCheck,
  judgeCoverageOfFile,
  judgeDocumentation,
  judgeMigrations,
  judgeRollbackTarget,
  judgeScan,
} from "../../src/release/checklist/checklist-evidence.ts";
import { type EvidenceSource, itemsFor } from "../../src/release/checklist/checklist-items.ts";
import { type Checklist, noteEvidence, openItems, recordOf } from "../../src/release/checklist/checklist.ts";
import type { CodeHost } from "../../src/release/checklist/code-host.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import { isOver } from "../../src/release/book/release.ts";
import type { Environment } from "../../src/release/settings.ts";
import { parseVersion } from "../../src/release/version.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { changedFilesOf } from "./changed-files.ts";
import { openChecklist, showChecklist } from "./checklist.ts";

const minute = 60_000;
/** How old evidence may become while its release is on its way. */
const freshFor = 5 * minute;
/** A release that nobody brought anywhere is looked after for so long. */
const watchedFor = 30 * 24 * 60 * minute;
/** So many releases are on their way at once at most; more of them take turns. */
const mostWatched = 20;

/** Reads the evidence of a release and draws its checklist, which is made when there is none. */
export function evidenceJob(parts: JobParts): JobHandler<"evidence"> {
  return async ({ version }) => {
    // Between two versions a release is called by its occurrence: nothing is known of it, and nobody is told of that.
    if (parseVersion(version, parts.settings.repository.tagPrefix)) await readAndShow(version, parts);
    else await parts.checklists.noteRead(version, parts.clock());
    if (await isDone(version, parts)) await parts.checklists.unwatch(version);
  };
}

async function readAndShow(version: string, parts: JobParts): Promise<void> {
  await refreshTags(parts);
  const before = await parts.checklists.get(version);
  const after = await readEvidence(version, parts);
  if (before?.rev !== after.rev) await wakeCalendar(parts);
}

/** Git that is away is no reason to leave the other evidence unread: the mirror tells what was known. */
async function refreshTags(parts: JobParts): Promise<void> {
  try {
    await parts.git.refresh();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    parts.log.warn({ code: error.problem.code }, "repository not refreshed for the checklist");
  }
}

/** Whether nothing is left to look after: the version reached the last environment, or its release is over or old. */
async function isDone(version: string, parts: JobParts): Promise<boolean> {
  const last = parts.settings.environments.at(-1);
  const live = last && (await parts.releases.verified(last.name, version));
  if (live) return true;
  const release = await parts.book.get(version);
  if (release) return isOver(release.state);
  const checklist = await parts.checklists.get(version);
  return checklist === undefined || parts.clock() - checklist.since > watchedFor;
}

/** Asks for the evidence of releases whose evidence has become old, the oldest first; part of `reconcile`. */
export async function watchChecklists(parts: JobParts): Promise<void> {
  for (const { version, readAt } of await parts.checklists.watched(mostWatched)) {
    if (parts.clock() - readAt < freshFor) continue;
    await parts.queue.enqueue("evidence", { version }, { id: `evidence.${version}` });
  }
}

/**
 * The words of the required items that stand in the way of a deploy, where the environment asks for the checklist. When
 * the deploy is asked for, the evidence is read anew; when it starts, what is known counts.
 */
export async function openItemsOf(
  environment: Environment,
  release: { version: string; commit: string },
  parts: JobParts,
  when: "asked" | "starting",
): Promise<{ openItems?: string[] }> {
  if (environment.checklist === undefined) return {};
  const { version, commit } = release;
  const checklist =
    when === "asked"
      ? await readEvidence(version, parts)
      : await openChecklist(version, await parts.git.tags(), parts);
  return { openItems: openItems(checklist, parts.settings, commit).map(({ words }) => words) };
}

/** Reads every source of a checklist, saves what they say, and draws the message. */
async function readEvidence(version: string, parts: JobParts): Promise<Checklist> {
  const tags = await parts.git.tags();
  let checklist = await openChecklist(version, tags, parts);
  await showChecklist(checklist, tags, parts);
  const commit = tags.find(({ tag }) => tag === version)?.commit;
  const sources = commit === undefined ? undefined : sourcesOf(version, commit, parts);
  for (const { id, evidence: source } of itemsFor(parts.settings.checklist, checklist.kind)) {
    if (!source) continue;
    const finding = await orUnknown(() => (sources ? sources(source) : untagged(version)), parts);
    checklist = await saveFinding(
      checklist,
      id,
      { ...finding, ...(commit !== undefined && { commit }) },
      parts,
    );
  }
  await parts.checklists.noteRead(version, parts.clock());
  await showChecklist(checklist, tags, parts);
  return checklist;
}

async function untagged(version: string): Promise<Finding> {
  return { result: "unknown", words: `${version} is not tagged yet.` };
}

/** A source that cannot be read says nothing: unknown, and why. */
async function orUnknown(look: () => Promise<Finding>, parts: JobParts): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    parts.log.info({ code: error.problem.code }, "evidence not read");
    return { result: "unknown", words: error.problem.what };
  }
}

/** Writes one finding beside whatever people do to the item at the same time. */
async function saveFinding(
  checklist: Checklist,
  id: string,
  finding: Finding & { commit?: string },
  parts: JobParts,
): Promise<Checklist> {
  let current: Checklist | undefined = checklist;
  while (current) {
    const noted = noteEvidence(recordOf(current, id), { ...finding, at: parts.clock() });
    if (noted.outcome !== "changed") return current;
    const saved = await parts.checklists.saveItem(checklist.version, id, noted.record);
    if (saved) return saved;
    current = await parts.checklists.get(checklist.version);
  }
  return checklist;
}

/** A way to look at any source for one commit; what several items need is fetched once. */
function sourcesOf(
  version: string,
  commit: string,
  parts: JobParts,
): (source: EvidenceSource) => Promise<Finding> {
  const checks = once(() => codeHost(parts).checks(commit));
  const changes = once(() => changedFilesOf(version, commit, parts));
  return async (source) => {
    switch (source.kind) {
      case "checks":
        return judgeChecks(await checks(), source);
      case "code-scanning":
        return judgeScan(
          await codeHost(parts).scan(commit, await branchOf(version, parts), source.severity),
          source,
        );
      case "coverage-of-check":
        return judgeCoverageOfCheck(await checks(), source);
      case "coverage-of-file":
        return judgeCoverageOfFile((await parts.git.readFiles(commit, [source.file]))[0], source);
      case "migrations":
        return judgeMigrations(await changes(), source);
      case "documentation":
        return judgeDocumentation(await changes(), source);
      case "rollback-target":
        return rollbackTarget(version, parts);
    }
  };
}

function once<T>(fetch: () => Promise<T>): () => Promise<T> {
  let fetched: Promise<T> | undefined;
  return () => (fetched ??= fetch());
}

function codeHost({ codeHost: host }: JobParts): CodeHost {
  if (host) return host;
  throw new ProblemError(
    makeProblem(
      "github-unavailable",
      "The configuration names no repository on GitHub.",
      "Add `github` to the configuration, or tick the item by hand.",
    ),
  );
}

async function branchOf(version: string, parts: JobParts): Promise<string> {
  return (await parts.book.get(version))?.branch ?? parts.settings.repository.branch;
}

async function rollbackTarget(version: string, parts: JobParts): Promise<Finding> {
  const last = parts.settings.environments.at(-1)?.name ?? "";
  const verified = await parts.releases.verifiedVersions(last);
  return judgeRollbackTarget(verified.find((one) => one.version !== version)?.version, last);
}
