import { setTimeout as pause } from "node:timers/promises";
import type { KubernetesObject, ObjectRef } from "../release/cluster/kubernetes-object.ts";
import { textAt, textsAt } from "../release/cluster/json.ts";
import { marks } from "../release/cluster/marks.ts";
import type { Effect } from "../release/run/plan.ts";
import type { EffectOutcome, Fence } from "../release/cluster/cluster.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { type ApiServer, pauseFor } from "./api-server.ts";
import { apply } from "./apply.ts";
import { OutcomeUnknown, refusal, unavailable } from "./problems.ts";
import { restore } from "./restore.ts";
import {
  type Acted,
  askedFor,
  type Attempt,
  contentDigest,
  deletion,
  isOfOurMaking,
  targetOf,
} from "./writing.ts";

/** Pauses before an effect looks and acts again, in milliseconds: about 20 s in all. */
const pauses = [50, 100, 200, 400, 800, 1_500, 2_500, 4_000, 5_000, 5_000];

/**
 * Carries out an effect: looks whether this run has done it, acts on exactly what it saw, and looks again whenever the
 * object changed in between or an answer was lost; so nothing is ever written twice. Raises `cluster-unavailable`,
 * `cluster-forbidden`, `cluster-refused`, and `changed-meanwhile` when others never stop writing.
 */
export async function carryOut(
  api: ApiServer,
  namespace: string,
  effect: Effect,
  fence: Fence,
): Promise<EffectOutcome> {
  const ref = targetOf(effect);
  if (await isGoneWithItsKind(api, effect)) return { outcome: "done", changed: false };
  let tried = false;
  let lost: OutcomeUnknown | undefined;
  for (const wait of [...pauses, undefined]) {
    const attempt = await look(api, namespace, effect, fence, false);
    const known = alreadyDecided(attempt, effect);
    if (known) return tried && known.outcome === "done" ? { ...known, changed: true } : known;
    tried = true;
    const acted = await actOrLose(attempt, effect);
    if (acted !== "look again" && !(acted instanceof OutcomeUnknown)) return acted;
    lost = acted instanceof OutcomeUnknown ? acted : undefined;
    if (wait !== undefined) await pause(pauseFor(wait, lost?.retryAfter));
  }
  throw lost ? unavailable(askedFor("write", ref), lost.cause) : neverStill(ref);
}

/** What the API server says would come of an effect; nothing is written. Raises what `carryOut` raises. */
export async function preview(
  api: ApiServer,
  namespace: string,
  effect: Effect,
  fence: Fence,
): Promise<EffectOutcome> {
  if (await isGoneWithItsKind(api, effect)) return { outcome: "done", changed: false };
  for (const wait of pauses.slice(0, 4)) {
    const attempt = await look(api, namespace, effect, fence, true);
    const acted = await actOrLose(attempt, effect);
    if (acted !== "look again" && !(acted instanceof OutcomeUnknown)) return acted;
    if (acted instanceof OutcomeUnknown && wait === pauses[3]) {
      throw unavailable(askedFor("preview", targetOf(effect)), acted.cause);
    }
    await pause(wait);
  }
  throw neverStill(targetOf(effect));
}

/** Whether a run has carried out an effect before, by a look alone. Raises what `carryOut` raises. */
export async function isCarriedOut(
  api: ApiServer,
  namespace: string,
  effect: Effect,
  fence: Fence,
): Promise<boolean> {
  if (await isGoneWithItsKind(api, effect)) return true;
  const known = alreadyDecided(await look(api, namespace, effect, fence, true), effect);
  return known?.outcome === "done";
}

/** What is to go may be of a kind that the cluster no longer serves: then there is nothing left of it. */
async function isGoneWithItsKind(api: ApiServer, effect: Effect): Promise<boolean> {
  return effect.do === "remove" && !(await api.serves(effect.ref));
}

async function look(
  api: ApiServer,
  namespace: string,
  effect: Effect,
  fence: Fence,
  dryRun: boolean,
): Promise<Attempt> {
  const ref = targetOf(effect);
  const mayBeNew = effect.do === "apply" && !dryRun;
  const path = await api.path(ref, namespace, mayBeNew ? "maybe new" : "known");
  const live = await api.get(path, askedFor("get", ref));
  return { api, path, live, fence, dryRun, applied: contentDigest(effect) };
}

/** What the look alone decides: done by this run before, gone already, a newer run's, or one's that nobody knows. */
function alreadyDecided({ live, fence, applied }: Attempt, effect: Effect): EffectOutcome | undefined {
  const written = textsAt(live, "metadata", "annotations");
  const byRun = written[marks.run] ?? "a newer run";
  const number = Number(written[marks.fence] ?? 0);
  const counts = byRun !== fence.passes;
  if (counts && number > fence.number) return { outcome: "fenced", byRun };
  const isUnknown = counts && byRun !== fence.run && number > (fence.last ?? fence.number);
  if (isUnknown) return { outcome: "unaccounted", byRun };
  if (effect.do === "remove") return live && !isGoing(live) ? undefined : { outcome: "done", changed: false };
  const isDone = written[marks.run] === fence.run && written[marks.applied] === applied;
  return live && isDone ? { outcome: "done", changed: false, object: live } : undefined;
}

function isGoing(live: KubernetesObject): boolean {
  return textAt(live, "metadata", "deletionTimestamp") !== undefined;
}

async function actOrLose(attempt: Attempt, effect: Effect): Promise<Acted | OutcomeUnknown> {
  try {
    if (effect.do === "apply") return await apply(attempt, effect);
    if (effect.do === "restore") return await restore(attempt, effect.object);
    return await remove(attempt);
  } catch (error) {
    if (error instanceof OutcomeUnknown) return error;
    throw error;
  }
}

/** Removes what a run of ours has made, and leaves everything else as it is. */
async function remove(attempt: Attempt): Promise<Acted> {
  const { live } = attempt;
  if (!live) return { outcome: "done", changed: false };
  if (!isOfOurMaking(live)) return { outcome: "done", changed: false, object: live };
  const removal = deletion(attempt, live, "Background");
  const answer = await attempt.api.write(removal);
  if (answer.status < 300) return { outcome: "done", changed: true };
  if (answer.status === 404 || answer.status === 409) return "look again";
  throw refusal(answer, removal.asked);
}

function neverStill(ref: ObjectRef): ProblemError {
  const what = `${ref.kind} ${ref.name} changed again and again while Slipway tried to write to it.`;
  const advice =
    "Find out who else writes to it (kubectl get -o yaml --show-managed-fields), then try again.";
  return new ProblemError(makeProblem("changed-meanwhile", what, advice));
}
