import { rolesAllowed } from "../../src/release/access.ts";
import { openItems } from "../../src/release/checklist/checklist.ts";
import { itemsFor } from "../../src/release/checklist/checklist-items.ts";
import { inTheWayOf } from "../../src/release/calendar/cadence.ts";
import { knownCalendar } from "../../src/release/calendar/calendar-file.ts";
import { linksOf } from "../../src/release/notes/links.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import type { NoticeFacts } from "../../src/release/timeline/notice-facts.ts";
import { kpisOf } from "../../src/release/timeline/notice-kpis.ts";
import { compareWithRelease, type Watched, workloadsOf } from "../../src/release/timeline/notice-watch.ts";
import { ProblemError } from "../../src/release/problem.ts";
import { isFinal, type Run } from "../../src/release/run/run.ts";
import type { Notice } from "../../src/release/timeline/timeline.ts";
import { stepWords } from "../../views/run/run-sections.ts";
import { gatherChanges } from "./gather-changes.ts";
import { loadRun } from "../run/load-run.ts";
import type { LoadedTimeline, TimelineParts } from "./load-timeline.ts";

/** No notice waits longer than this, in milliseconds, for something that it could also say without. */
const patience = 8000;
/** The figures are counted over so many runs. */
const countedRuns = 200;

/** Reads everything that a notice may tell. What does not answer in time is left out: the notice is on time. */
export async function gatherNotice(
  notice: Notice,
  loaded: LoadedTimeline,
  parts: TimelineParts,
): Promise<NoticeFacts> {
  const { rule, due, state, isShortNotice } = notice;
  const { version, kind, environment, course, watch, release, now } = loaded;
  const { settings } = parts;
  const run = loaded.runs.find(({ id }) => id === course.run) ?? waitingRun(loaded);
  const approvals = approvalsOf(run, loaded, parts);
  const named = [...approvals.given, ...(release?.manager ? [release.manager.user] : [])];
  const [changes, checklist, progress, watched, watchLink, names = {}] = await Promise.all([
    inTime(() => gatherChanges(rule.kind, loaded, run, parts), parts),
    gatherChecklist(loaded, parts),
    inTime(() => gatherProgress(run, parts), parts),
    inTime(() => gatherWatched(notice, loaded, parts), parts),
    inTime(async () => (run ? parts.messenger.permalink(run.id) : undefined), parts),
    inTime(() => parts.names(named), parts),
  ]);
  const compareLink = changes && linksOf(settings.repository)?.compare(changes.from, changes.until);
  return {
    product: settings.product,
    command: settings.command,
    environment: environment.name,
    version,
    kind,
    notice: { kind: rule.kind, due, isLate: state === "late", isShortNotice },
    now,
    course,
    freezes: await freezesOn(watch.target, loaded, parts),
    checks: [],
    ...(watch.target !== undefined && { target: watch.target }),
    approvals: { ...approvals, given: approvals.given.map((user) => names[user] ?? "somebody") },
    ...(release?.manager && { manager: managerOf(release.manager.user, names) }),
    ...(checklist && { checklist }),
    ...(changes && { changes: changes.facts }),
    ...progress,
    ...(watched && { watched }),
    ...(rule.kind === "summary" && {
      kpis: kpisOf(
        await parts.runs.history({ environment: environment.name }, countedRuns),
        changes?.facts.oldestAt,
        course.liveAt,
      ),
    }),
    ...(watchLink !== undefined && { watchLink }),
    ...(compareLink !== undefined && { compareLink }),
  };
}

/** A request for production that has not begun tells who has approved. */
function waitingRun({ runs, version }: LoadedTimeline): Run | undefined {
  return runs.find((run) => run.kind === "deploy" && run.version === version);
}

function managerOf(user: string, { [user]: name }: Record<string, string>) {
  return { user, ...(name !== undefined && { name }) };
}

/** Who has said yes, by id, and who may. */
function approvalsOf(
  run: Run | undefined,
  { environment }: LoadedTimeline,
  { settings }: TimelineParts,
): NoticeFacts["approvals"] {
  const roles = rolesAllowed({ permission: "approve", settings, environment });
  const yes = run?.approvals.filter(({ decision }) => decision === "approved") ?? [];
  return {
    needed: run?.approvalsNeeded ?? environment.approvals.needed,
    given: yes.map(({ by }) => by.user),
    approvers: roles === "everybody" ? ["everybody"] : roles,
    isAsked: run !== undefined,
  };
}

async function freezesOn(
  target: number | undefined,
  { kind }: LoadedTimeline,
  parts: TimelineParts,
): Promise<string[]> {
  if (target === undefined) return [];
  return inTheWayOf(target, kind, await knownCalendar(parts)).map(({ name }) => name);
}

async function gatherChecklist({ version, release }: LoadedTimeline, parts: TimelineParts) {
  const checklist = await parts.checklists.get(version);
  if (!checklist) return undefined;
  const all = itemsFor(parts.settings.checklist, checklist.kind).length;
  const open = openItems(checklist, parts.settings, release?.commit).map(({ words }) => words);
  return { done: all - open.length, all, open };
}

async function gatherProgress(run: Run | undefined, parts: TimelineParts) {
  const loaded = run && (await loadRun(run.id, parts));
  if (!loaded) return {};
  const { steps, ledger } = loaded;
  const isDone = (id: string): boolean => ledger[id]?.outcome === "done";
  const current = isFinal(loaded.run.phase) ? undefined : steps.find(({ id }) => ledger[id] === undefined);
  return {
    steps: {
      done: steps.filter(({ id }) => isDone(id)).length,
      all: steps.length,
      ...(current && { current: stepWords(current) }),
    },
    checks: steps.flatMap((step) =>
      step.kind === "check" ? [{ name: step.check.name, isDone: isDone(step.id) }] : [],
    ),
  };
}

/** For a day after a release went live: whether what runs is still what was released. */
async function gatherWatched(
  { rule }: Notice,
  { course, version, environment }: LoadedTimeline,
  parts: TimelineParts,
): Promise<Watched | undefined> {
  if (course.state !== "live" || rule.kind === "start") return undefined;
  const verified = await parts.releases.verified(environment.name, version);
  if (!verified) return { state: "unknown", because: "nothing was recorded of this release" };
  const refs = workloadsOf(verified).map(refOf);
  return compareWithRelease(verified, await parts.clusters.of(environment).read(refs));
}

async function inTime<T>(read: () => Promise<T>, parts: TimelineParts): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    AbortSignal.timeout(patience).addEventListener("abort", () => resolve(undefined));
  });
  try {
    return await Promise.race([read(), late]);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    parts.log.warn({ code: error.problem.code }, "a notice goes without what could not be read");
    return undefined;
  }
}
