import { describe, expect, it } from "vitest";
import { kindNamed } from "../../demo/cluster/kinds.ts";
import { expectOneOfEach, imageOf, writesOfDeploy, writesSince } from "./effects.ts";
import { approve, cardOf, deploy, ended, newestRun, openScene, type Scene } from "./harness.ts";

const timeout = 240_000;

/** How often the spec of a Deployment was changed since the scene opened. */
function generationOf({ cluster }: Scene, name: string): unknown {
  const object = cluster.api.store.get(kindNamed("Deployment"), "nexus-production", name);
  return /"generation":(\d+)/.exec(JSON.stringify(object))?.[1];
}

describe.concurrent("a cluster in trouble", () => {
  it("is waited for while it is away, and people are told", { timeout }, async () => {
    await using scene = await openScene();
    await scene.start();
    await expectOneOfEach(scene, await deploy(scene, "v1.4.2"));
    const before = scene.cluster.requests.length;
    scene.cluster.freeze(true);
    await scene.workspace.as("rosa").command("/release deploy v1.5.0 production");
    const run = await newestRun(scene, "v1.5.0");
    await approve(scene, run);
    await scene.until(
      async () => (await scene.stores.runs.ledger(run.id))["apply.configuration"] !== undefined,
      "the first wave",
    );
    scene.cluster.away(true);
    const card = await cardOf(scene, run);
    await scene.until(() => {
      const now = scene.workspace.messages("releases").find(({ ts }) => ts === card.ts);
      return /cluster could not be reached/u.test(JSON.stringify(now?.blocks));
    }, "the message to say that the cluster is away");
    expect((await scene.stores.runs.get(run.id))?.verdict).toBeUndefined();
    scene.cluster.away(false);
    scene.cluster.freeze(false);
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    await expectOneOfEach(scene, run);
    expect(writesSince(scene, before)).toEqual(writesOfDeploy);
  });

  it("a write whose answer was cut off is not written again", { timeout }, async () => {
    await using scene = await openScene();
    await scene.start();
    await expectOneOfEach(scene, await deploy(scene, "v1.4.2"));
    const [app, worker] = [generationOf(scene, "nexus-app"), generationOf(scene, "nexus-worker")];
    const before = scene.cluster.requests.length;
    const answerLost = { kind: "resetAfter" } as const;
    await scene.workspace.as("rosa").command("/release deploy v1.5.0 production");
    const run = await newestRun(scene, "v1.5.0");
    // Not before the plan is made: its dry runs are writes too.
    await cardOf(scene, run);
    for (const path of [/deployments\/nexus-app\?/, /configmaps\/nexus-settings\?/])
      scene.cluster.faults.next({ method: "PATCH", path, fault: answerLost });
    await approve(scene, run);
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    await expectOneOfEach(scene, run);
    expect(generationOf(scene, "nexus-app")).toBe(String(Number(app) + 1));
    expect(generationOf(scene, "nexus-worker")).toBe(String(Number(worker) + 1));
    expect(writesSince(scene, before)).toEqual(writesOfDeploy);
  });

  it("hung requests, pages of a proxy and refusals in between end well", { timeout }, async () => {
    await using scene = await openScene();
    await scene.start();
    await scene.workspace.as("rosa").command("/release deploy v1.4.2 production");
    const run = await newestRun(scene, "v1.4.2");
    await cardOf(scene, run);
    const { faults } = scene.cluster;
    faults.next({ method: "PATCH", path: /nexus-worker/, fault: { kind: "hang" } });
    faults.next({ method: "PATCH", path: /nexus-settings/, fault: { kind: "html" } });
    faults.next({ method: "PATCH", path: /services/, fault: { kind: "status", status: 500 } });
    faults.next({ method: "PATCH", path: /nexus-app/, fault: { kind: "reset" } });
    faults.next({ method: "GET", path: /deployments/, fault: { kind: "html" }, times: 2 });
    await approve(scene, run);
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    await expectOneOfEach(scene, run);
    expect(imageOf(scene, "nexus-worker")).toBe("v1.4.2");
  });
});
