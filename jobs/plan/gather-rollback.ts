import type { JobParts } from "../../src/parts.ts";
import { isWorkload, type KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { thereNow } from "../../src/release/run/deploy.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import type { RollbackAsk } from "../../src/release/request.ts";
import type { RollbackFacts } from "../../src/release/run/rollback.ts";
import { isWaiting, type Run } from "../../src/release/run/run.ts";
import type { Environment } from "../../src/release/settings.ts";
import { liveElsewhere } from "./elsewhere.ts";
import { leftBehind, madeBy } from "./left-behind.ts";
import { readManifests } from "./manifests.ts";
import { commitOf } from "./plan-deploy.ts";

/** Everything that decides about the way back. Git is asked only when there is no record. */
export async function gatherRollback(
  environment: Environment,
  ask: RollbackAsk,
  parts: JobParts,
  failed?: Run,
): Promise<RollbackFacts> {
  const [record, live, hold, lock, active] = await Promise.all([
    parts.releases.verified(environment.name, ask.version),
    parts.releases.live(environment.name),
    parts.holds.get(ask.version),
    parts.locks.read(environment.name, parts.clock()),
    parts.runs.active(environment.name),
  ]);
  const current = failed ?? active.find(({ phase }) => !isWaiting(phase));
  refuseSecondRollback(current, ask);
  const left = [...(current ? [current] : []), ...(await leftBehind(environment, live?.at ?? 0, parts))];
  const [newest] = left;
  const manifests =
    !record && ask.allowUnverified ? await manifestsOf(environment, ask.version, parts) : undefined;
  const made = await madeBy(left, parts);
  const before = thereNow(live?.objects ?? [], made);
  const { objects } = record ?? manifests ?? { objects: before };
  return {
    environment,
    settings: parts.settings,
    version: ask.version,
    allowUnverified: ask.allowUnverified,
    takeOver: ask.takeOver,
    elsewhere: await liveElsewhere(environment, { before, objects }, parts),
    workloads: await liveWorkloads(environment, [live, record, manifests], parts),
    ...(record && { record }),
    ...(live && { live }),
    ...(hold && { hold }),
    ...(lock && { lock }),
    ...(manifests && { manifests }),
    ...(newest && { current: { run: newest, objects: made } }),
  };
}

function refuseSecondRollback(current: Run | undefined, ask: RollbackAsk): void {
  if (current?.kind !== "rollback" || current.version !== ask.version) return;
  const what = `A rollback of ${ask.environment} to ${ask.version} is under way already.`;
  throw new ProblemError(
    makeProblem(
      "run-in-progress",
      what,
      `Follow it in its message, or stop it with \`/release cancel ${current.id}\`.`,
    ),
  );
}

async function manifestsOf(
  environment: Environment,
  version: string,
  parts: JobParts,
): Promise<RollbackFacts["manifests"]> {
  const commit = await commitOf(version, parts);
  const { objects, secretDigests } = await readManifests(parts, environment, version, commit);
  return { commit, objects, secretDigests };
}

/** The live workloads of the first of the sources that there is. */
async function liveWorkloads(
  environment: Environment,
  sources: ({ objects: KubernetesObject[] } | undefined)[],
  parts: JobParts,
): Promise<KubernetesObject[]> {
  const known = sources.find((source) => source !== undefined)?.objects ?? [];
  const live = await parts.clusters.of(environment).read(known.filter(isWorkload).map(refOf));
  return live.filter((object) => object !== undefined);
}
