import type { Parts } from "../src/parts.ts";
import { formatDuration, parseDuration } from "../src/release/duration.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import type { Lock } from "../src/release/run/records.ts";
import type { Environment } from "../src/release/settings.ts";
import { drawChoiceDialog } from "../views/choice-dialog.ts";
import { drawLockDialog } from "../views/run/lock-dialog.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { moment, escape } from "../views/blocks.ts";
import { actions } from "../views/ids.ts";
import { note } from "./note.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, environmentsOpenTo, findEnvironment, type Verb } from "./verb.ts";
import { readerOf, readWords } from "./words.ts";

const lockUsage = "lock <environment> [reason] [--for 2h]";
const unlockUsage = "unlock <environment>";
const readUnlock = readerOf(unlockUsage);

/** `/release lock staging "load test" --for 2h`: nobody else deploys there until it ends. */
export const lock: Verb = {
  name: "lock",
  usage: lockUsage,
  summary: "Keep others from deploying",
  handle: askToLock,
};

/** `/release unlock staging`: frees the environment, whoever locked it; the journal keeps who did. */
export const unlock: Verb = {
  name: "unlock",
  usage: unlockUsage,
  summary: "Let others deploy again",
  handle: askToUnlock,
};

async function askToLock(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals, values } = readWords(ask.text, { for: "text", reason: "text" });
  const [name, ...words] = positionals;
  if (name === undefined) {
    return { open: drawLockDialog(await lockableBy(ask, parts), ask.channel) };
  }
  const environment = findEnvironment(name, parts.settings);
  return takeLock(ask, parts, environment, values["reason"] ?? words.join(" "), values["for"]);
}

/** The environments that this person may lock and unlock; raises what the choke point raises when there is none. */
async function lockableBy(ask: Ask, parts: Parts): Promise<string[]> {
  return (await environmentsOpenTo(ask, "lock", parts)).map(({ name }) => name);
}

async function takeLock(
  ask: Ask,
  parts: Parts,
  environment: Environment,
  reason: string,
  length?: string,
): Promise<Answer> {
  await authorise(ask, "lock", parts, environment);
  const wanted: Lock = {
    owner: ownerOf(ask),
    reason: reason || "no reason given",
    since: ask.at,
    ...until(ask.at, length),
  };
  const details = { reason: wanted.reason, ...(wanted.until !== undefined && { until: wanted.until }) };
  const entry = { ...note(ask, "locked"), environment: environment.name, details };
  const inForce = await parts.locks.take(environment.name, wanted, parts.clock(), entry);
  if (inForce.owner !== wanted.owner) throw new ProblemError(heldByOther(environment.name, inForce));
  const end = inForce.until === undefined ? "" : ` until ${moment(inForce.until)}`;
  const release = `\`${parts.settings.command} unlock ${environment.name}\` releases it.`;
  const deed = `${environment.name} is locked for you${end}: ${escape(wanted.reason)}`;
  return { say: drawNote(`:lock: ${deed}. ${release}`) };
}

async function askToUnlock(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readUnlock(ask.text);
  const [name] = positionals;
  if (name === undefined) return chooseLock(ask, parts);
  return releaseLock(ask, parts, findEnvironment(name, parts.settings));
}

async function chooseLock(ask: Ask, parts: Parts): Promise<Answer> {
  const names = await lockableBy(ask, parts);
  const locks = await Promise.all(names.map((name) => parts.locks.read(name, parts.clock())));
  const choices = names.filter((_name, index) => locks[index]?.owner.startsWith("person:"));
  if (choices.length === 0)
    return { say: drawNote("No environment that you may unlock is locked by anybody.") };
  return { open: drawChoiceDialog({ purpose: "unlock", choices, channel: ask.channel }) };
}

async function releaseLock(ask: Ask, parts: Parts, environment: Environment): Promise<Answer> {
  await authorise(ask, "lock", parts, environment);
  const inForce = await parts.locks.read(environment.name, parts.clock());
  if (!inForce) return { say: drawNote(`${environment.name} is not locked.`) };
  if (inForce.owner.startsWith("run:")) throw new ProblemError(heldByOther(environment.name, inForce));
  const details = { owner: inForce.owner, reason: inForce.reason };
  const entry = { ...note(ask, "unlocked"), environment: environment.name, details };
  await parts.locks.release(environment.name, inForce.owner, entry);
  return { say: drawNote(`:unlock: ${environment.name} is free again.`) };
}

/** The unlock dialog, sent. */
export async function submitUnlockDialog(
  { ask, values }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  await releaseLock(ask, parts, findEnvironment(values[actions.choice] ?? "", parts.settings));
  return { done: true };
}

/** The owner of a person's lock, the same for everything that they ask. */
function ownerOf(ask: Ask): string {
  return `person:${ask.by.user}`;
}

function until(at: number, length: string | undefined): { until?: number } {
  if (length === undefined) return {};
  const seconds = parseDuration(length);
  if (seconds !== undefined) return { until: at + seconds * 1000 };
  throw new ProblemError(
    makeProblem(
      "bad-duration",
      `"${length}" is not a length of time.`,
      `Type it like --for ${formatDuration(7200)} or --for 45m, up to 30d.`,
    ),
  );
}

function heldByOther(environment: string, held: Lock): ReturnType<typeof makeProblem> {
  const run = held.owner.startsWith("run:") ? held.owner.slice("run:".length) : undefined;
  if (run !== undefined)
    return makeProblem(
      "run-in-progress",
      `A run has ${environment} at the moment.`,
      `Wait for it, or stop it with \`/release cancel ${run}\`.`,
    );
  return makeProblem(
    "environment-locked",
    `<@${held.owner.slice("person:".length)}> has locked ${environment}: ${held.reason}`,
    `Talk to them, or type \`/release unlock ${environment}\` first.`,
  );
}

/** The lock dialog, sent. */
export async function submitLockDialog({ ask, values }: Submission, parts: Parts): Promise<SubmissionAnswer> {
  const environment = findEnvironment(values[actions.environment] ?? "", parts.settings);
  await takeLock(ask, parts, environment, values[actions.reason] ?? "", values[actions.duration]);
  return { done: true };
}
