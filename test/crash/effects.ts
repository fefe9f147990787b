import { expect } from "vitest";
import { kindNamed } from "../../demo/cluster/kinds.ts";
import type { Run } from "../../src/release/run/run.ts";
import type { Scene } from "./harness.ts";

/** How often each object was written since a moment, by path: dry runs and refusals are no writes. */
export function writesSince({ cluster }: Pick<Scene, "cluster">, from: number): Record<string, number> {
  const writes: Record<string, number> = {};
  for (const { method, path, dryRun, code } of cluster.requests.slice(from)) {
    if (method === "GET" || dryRun || code >= 300 || !path.includes("/namespaces/nexus-")) continue;
    writes[path] = (writes[path] ?? 0) + 1;
  }
  return writes;
}

const production = "/namespaces/nexus-production";

/** What one deploy of the sample writes: each object once. */
export const writesOfDeploy: Record<string, number> = {
  [`/api/v1${production}/configmaps/nexus-settings`]: 1,
  [`/api/v1${production}/services/nexus-app`]: 1,
  [`/apis/apps/v1${production}/deployments/nexus-app`]: 1,
  [`/apis/apps/v1${production}/deployments/nexus-worker`]: 1,
};

/** What one rollback writes: a Deployment's fields are gathered into one hand before they are put back. */
export const writesOfRollback: Record<string, number> = {
  ...writesOfDeploy,
  [`/apis/apps/v1${production}/deployments/nexus-app`]: 2,
  [`/apis/apps/v1${production}/deployments/nexus-worker`]: 2,
};

/** The image that a Deployment of production runs now. */
export function imageOf({ cluster }: Pick<Scene, "cluster">, name = "nexus-app"): string {
  const object = cluster.api.store.get(kindNamed("Deployment"), "nexus-production", name);
  return /"image":"[^"]*:([^"]+)"/.exec(JSON.stringify(object))?.[1] ?? "nothing";
}

/**
 * Holds an ended run to what must be true of it however often its bots died: everything is written down once, said
 * once, closed, and the chain of the journal holds.
 */
export async function expectOneOfEach(scene: Scene, { id }: Pick<Run, "id">): Promise<void> {
  const { runs, journal, locks } = scene.stores;
  const run = await runs.get(id);
  if (!run) throw new Error(`there is no ${id}`);
  const steps = Object.keys(await runs.ledger(id));
  const answers = run.approvals.map(({ by, decision }) => `${decision}.${by.user}`);
  const held = run.phase === "rolled back" ? ["held"] : [];
  const entries = await journal.latest({ run: id }, 1000);
  expect(entries.map((one) => one.id).toSorted()).toEqual(
    ["requested", ...answers, ...steps, ...held, "ended"].map((what) => `${id}.${what}`).toSorted(),
  );
  expect(await journal.verify()).toMatchObject({ entries: expect.any(Number) });
  expect(await locks.read("production", Date.now())).toBeUndefined();
  expect((await runs.active("production")).map((one) => one.id)).not.toContain(id);
  const replies = run.approvals.map(({ by }) => `${id}/approval.${by.user}`);
  await expectSaidOnce(scene, [id, ...replies, `${id}/ended`]);
  await expectCardShows(scene, run);
}

/** Every one of these messages is there once, and none that the bot posted is there twice. */
async function expectSaidOnce(scene: Scene, keys: string[]): Promise<void> {
  await scene.until(() => keys.every((key) => keysSaid(scene).includes(key)), `messages ${keys.join(", ")}`);
  const said = keysSaid(scene);
  expect(said.toSorted()).toEqual([...new Set(said)].toSorted());
}

function keysSaid({ workspace }: Scene): string[] {
  return workspace
    .messages("releases")
    .map(({ metadata }) => metadata?.event_payload["key"])
    .filter((key) => typeof key === "string");
}

/** The living message shows how the run ended, and nothing remains to be sent. */
async function expectCardShows(scene: Scene, { id, phase }: Run): Promise<void> {
  await scene.until(() => {
    const card = scene.workspace
      .messages("releases")
      .find(({ metadata }) => metadata?.event_payload["key"] === id);
    return card !== undefined && JSON.stringify(card.blocks).includes(`· ${phase}`);
  }, `the message of ${id} to show ${phase}`);
  await scene.until(
    async () => (await scene.stores.conversations.pending(10)).length === 0,
    "nothing left to be sent",
  );
}
