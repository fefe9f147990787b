import type { JobParts } from "../../src/parts.ts";
import { wakeCalendar } from "../../src/release/calendar/wake-calendar.ts";
import { rolesAllowed } from "../../src/release/access.ts";
import { stepsOf } from "../../src/release/run/steps.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { drawRunCard } from "../../views/run/run-card.ts";
import { type Freeze, freezeBetween, freezesOf } from "../../src/release/calendar/freeze.ts";
import { isFinal, milestoneOf, type Run } from "../../src/release/run/run.ts";
import { kindOfVersion } from "../version-kind.ts";
import { offersWayBack } from "../../src/release/run/way-back.ts";
import { writersOf } from "./writers.ts";
import { environmentNamed } from "./environment.ts";
import { noteRun } from "./note-run.ts";

/**
 * Draws the living message of a run after a click has changed it or it has ended, has the plan drawn that tells how far
 * its release is, and sees to it that all is noted. A run of an environment that the configuration no longer has is noted
 * only: it would be asked for again for ever.
 */
export function showJob(parts: JobParts): JobHandler<"show"> {
  return async ({ run: id }) => {
    const run = await parts.runs.get(id);
    if (!run) return;
    await noteRun(run, await parts.runs.ledger(id), parts);
    const isKnown = parts.settings.environments.some(({ name }) => name === run.environment);
    if (isKnown) await showRun(id, parts);
    await wakeCalendar(parts);
    if (isFinal(run.phase)) await parts.runs.settled(id);
  };
}

/** Gathers what the living message shows, draws it, and hands it to the messenger. */
export async function showRun(id: string, parts: JobParts, waitingFor?: string): Promise<void> {
  const run = await parts.runs.get(id);
  if (!run) return;
  const [plan, wayBack, ledger, freeze] = await Promise.all([
    parts.runs.plan(run.planDigest),
    hasWayBack(run, parts),
    parts.runs.ledger(id),
    freezeAhead(run, parts),
  ]);
  if (!plan) return;
  const environment = environmentNamed(run.environment, parts);
  const roles = rolesAllowed({ permission: "approve", settings: parts.settings, environment });
  const card = drawRunCard({
    run,
    ...(freeze && { freeze }),
    plan,
    steps: stepsOf(plan, environment),
    ledger,
    offersWayBack: wayBack,
    command: parts.settings.command,
    approvers: roles === "everybody" ? ["everybody"] : roles,
    ...(waitingFor !== undefined && { waitingFor }),
  });
  await parts.messenger.show(
    { key: run.id, channel: parts.settings.channels.releases },
    card,
    revisionOf(run, ledger),
    { milestone: milestoneOf(run) },
  );
}

/** Only who has ended is asked: steps are drawn often. */
async function hasWayBack(run: Run, parts: JobParts): Promise<boolean> {
  if (!isFinal(run.phase)) return false;
  const [live, writers] = await Promise.all([
    parts.releases.live(run.environment),
    writersOf(run.environment, parts),
  ]);
  return offersWayBack(run, { isLive: live?.run === run.id, writers });
}

/** The freeze that may begin before people have answered. */
async function freezeAhead(run: Run, parts: JobParts): Promise<Freeze | undefined> {
  if (run.phase !== "awaiting approval" || freezesOf(run.environment, parts.settings).length === 0)
    return undefined;
  const kind = await kindOfVersion(run.version, await parts.git.tags(), parts);
  const now = parts.clock();
  return freezeBetween({ from: now, until: run.expiresAt ?? now, kind }, run.environment, parts.settings);
}

/**
 * Grows with every decision and every step, so that a drawing made from older facts never replaces a newer one. What Redis has
 * forgotten may have been drawn under a number that the run does not reach again, also by somebody who read it before; the
 * end that says so counts on from the time of the request in milliseconds, which is more than all of them.
 */
function revisionOf({ rev, verdict, requestedAt }: Run, ledger: object): number {
  const counted = rev * 1000 + Object.keys(ledger).length;
  return verdict?.problem?.code === "records-set-back" ? requestedAt + counted : counted;
}
