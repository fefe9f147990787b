import { z } from "zod";
import type { Parts } from "../src/parts.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import type { PlanRequest, RollbackAsk } from "../src/release/request.ts";
import { waysBack } from "../src/release/run/rollback.ts";
import type { Environment } from "../src/release/settings.ts";
import { actions } from "../views/ids.ts";
import { drawPlanning } from "../views/run/planning.ts";
import { drawRollbackChoice, drawRollbackLoading } from "../views/run/rollback-dialog.ts";
import { answerPlace } from "./place.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import {
  type Answer,
  type Ask,
  authorise,
  environmentsOpenTo,
  findEnvironment,
  lastEnvironment,
  readVersion,
  type Verb,
} from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = 'rollback <version> [--env <environment>] [--reason "…"] [--yes] [--take-over]';
const readTyped = readerOf(usage, {
  env: "text",
  reason: "text",
  yes: "flag",
  "take-over": "flag",
});

/** `/release rollback v1.4.2`: shows the plan in a dialog, and carries it out when it is confirmed (or with `--yes`). */
export const rollback: Verb = {
  name: "rollback",
  usage,
  summary: "Go back to a version that was verified",
  handle: askToRollBack,
};

async function askToRollBack(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals, values, flags } = readTyped(ask.text);
  const [version] = positionals;
  const named = values["env"] === undefined ? undefined : findEnvironment(values["env"], parts.settings);
  if (version === undefined) return chooseVersion(ask, parts, named ?? (await usualPlace(ask, parts)));
  const environment = named ?? lastEnvironment(parts.settings);
  await authorise(ask, "rollback", parts, environment);
  const wanted: RollbackAsk = {
    verb: "rollback",
    version: readVersion(version, parts.settings),
    environment: environment.name,
    allowUnverified: false,
    takeOver: flags.has("take-over"),
    confirmed: flags.has("yes"),
    ...(values["reason"] !== undefined && { reason: values["reason"] }),
  };
  return wanted.confirmed ? requestRollback(ask, parts, wanted) : showPlan(ask, parts, wanted);
}

/** The dialog for a rollback to a version; the plan fills it as soon as it is made. Raises what the choke point raises. */
export async function openRollbackDialog(
  ask: Ask,
  parts: Parts,
  environment: Environment,
  version: string,
): Promise<Answer> {
  await authorise(ask, "rollback", parts, environment);
  return showPlan(ask, parts, {
    verb: "rollback",
    version,
    environment: environment.name,
    allowUnverified: false,
    takeOver: false,
    confirmed: false,
  });
}

function showPlan(ask: Ask, parts: Parts, wanted: RollbackAsk): Answer {
  return {
    open: drawRollbackLoading(wanted.version, wanted.environment),
    opened: (view) => planInto(view, ask, parts, wanted),
  };
}

async function planInto(view: string, ask: Ask, parts: Parts, wanted: RollbackAsk): Promise<void> {
  const request: PlanRequest = {
    id: ask.id,
    by: ask.by,
    at: ask.at,
    answer: { view, ...(ask.origin && { origin: ask.origin }) },
    ask: { ...wanted, confirmed: false },
  };
  await parts.queue.enqueue("plan", { request }, { id: ask.id });
}

/** Where somebody who names nothing may roll back: production, or what comes closest to it. */
async function usualPlace(ask: Ask, parts: Parts): Promise<Environment> {
  return (await environmentsOpenTo(ask, "rollback", parts)).at(-1) ?? lastEnvironment(parts.settings);
}

/** Without a version: a choice of the verified ones, newest first, without the one that runs. */
async function chooseVersion(ask: Ask, parts: Parts, environment: Environment): Promise<Answer> {
  await authorise(ask, "rollback", parts, environment);
  const { name } = environment;
  const [live, verified, runs] = await Promise.all([
    parts.releases.live(name),
    parts.releases.verifiedVersions(name),
    parts.runs.history({ environment: name }, 20),
  ]);
  const ways = waysBack(verified, live, runs);
  if (ways.length === 0) {
    const what = `Nothing but what is live was ever verified on ${environment.name}.`;
    throw new ProblemError(
      makeProblem(
        "nothing-recorded",
        what,
        `Name the version all the same: \`/release rollback v1.4.2 --env ${environment.name}\`.`,
      ),
    );
  }
  return { open: drawRollbackChoice(environment.name, ways, ask.channel) };
}

async function requestRollback(ask: Ask, parts: Parts, wanted: RollbackAsk): Promise<Answer> {
  const request: PlanRequest = { id: ask.id, by: ask.by, at: ask.at, answer: answerPlace(ask), ask: wanted };
  await parts.queue.enqueue("plan", { request }, { id: ask.id });
  return { say: drawPlanning(wanted.version, wanted.environment) };
}

/** What the dialog carries from what was shown to the click that follows. */
const shown = z.object({
  channel: z.string(),
  environment: z.string(),
  version: z.string().optional(),
  digest: z.string().optional(),
  from: z.string().nullable().optional(),
  takeOver: z.boolean().default(false),
  allowUnverified: z.boolean().default(false),
});

/** The dialog, sent: a version was chosen and its plan is shown next, or the plan that was shown is confirmed. */
export async function submitRollbackDialog(submission: Submission, parts: Parts): Promise<SubmissionAnswer> {
  const { values, ticked } = submission;
  const carried = shown.parse(JSON.parse(submission.metadata));
  const ask = { ...submission.ask, channel: carried.channel };
  const environment = findEnvironment(carried.environment, parts.settings);
  await authorise(ask, "rollback", parts, environment);
  const reason = values[actions.reason];
  const wanted: RollbackAsk = {
    verb: "rollback",
    version: readVersion(carried.version ?? values[actions.version] ?? "", parts.settings),
    environment: environment.name,
    allowUnverified: carried.allowUnverified || ticked.has(actions.allowUnverified),
    takeOver: carried.takeOver,
    confirmed: true,
    ...(reason !== undefined && { reason }),
  };
  if (carried.digest === undefined) {
    const loading = drawRollbackLoading(wanted.version, wanted.environment);
    return { show: loading, shown: () => planInto(submission.viewId, ask, parts, wanted) };
  }
  const seen = { seenDigest: carried.digest, ...(carried.from !== undefined && { seenFrom: carried.from }) };
  await requestRollback(ask, parts, { ...wanted, ...seen });
  return { done: true, say: drawPlanning(wanted.version, wanted.environment) };
}
