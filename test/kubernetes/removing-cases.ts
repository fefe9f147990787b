import { expect, test, vi } from "vitest";
import { textsAt } from "../../src/release/cluster/json.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { recordable } from "../../src/release/cluster/recording.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import {
  applied,
  fence,
  live,
  openRoom,
  patience,
  somebodyCreates,
  verdictOn,
  workload,
  written,
} from "./room.ts";
import type { Target } from "./target.ts";

const config: KubernetesObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data: { level: "info" },
};

/** What goes and what stays, on any cluster. */
export function removingCases(target: () => Target): void {
  test("removing is done once, and what is gone stays gone", async () => {
    await using room = await openRoom(target());
    await applied(room, config, fence(1));
    const effect = { do: "remove", ref: refOf(config) } as const;
    expect(await room.cluster.carryOut(effect, fence(2))).toEqual({ outcome: "done", changed: true });
    expect(await room.cluster.carryOut(effect, fence(2))).toEqual({ outcome: "done", changed: false });
    expect(await room.cluster.read([refOf(config)])).toEqual([undefined]);
  });

  test("what was never written by a run is somebody else's, and is not removed", async () => {
    await using room = await openRoom(target());
    await somebodyCreates(room, config, "kubectl-create");
    const effect = { do: "remove", ref: refOf(config) } as const;
    const left = { outcome: "done", changed: false, object: { data: config.data } };
    expect(await room.cluster.preview(effect, fence(1))).toMatchObject(left);
    expect(await room.cluster.carryOut(effect, fence(1))).toMatchObject(left);
    expect(await live(room, refOf(config))).toMatchObject({ data: config.data });
  });

  test("what was there before a run took it over is not removed, however often runs have written to it", async () => {
    await using room = await openRoom(target());
    const app = workload("Deployment", { replicas: 0 });
    const found = [config, app];
    for (const object of found) await somebodyCreates(room, object, "kubectl-create");
    for (const object of found) await applied(room, object, fence(1, true));
    for (const object of found) await applied(room, object, fence(2, true));
    const recorded = recordable(await live(room, refOf(app)));
    written(await room.cluster.carryOut({ do: "restore", object: recorded }, fence(3)));
    for (const object of found) {
      const effect = { do: "remove", ref: refOf(object) } as const;
      const left = { outcome: "done", changed: false, object: { metadata: { name: object.metadata.name } } };
      expect(await room.cluster.preview(effect, fence(4))).toMatchObject(left);
      expect(await room.cluster.carryOut(effect, fence(4))).toMatchObject(left);
      const annotations = textsAt(await live(room, refOf(object)), "metadata", "annotations");
      expect(annotations["slipway.dev/adopted"]).toBe("run-1");
    }
  });

  test("what a restore finds that somebody else made anew is not removed either", async () => {
    await using room = await openRoom(target());
    const recorded = recordable(
      await applied(room, workload("Deployment", { image: "app:1", replicas: 0 }), fence(1)),
    );
    const ref = refOf(recorded);
    await room.cluster.carryOut({ do: "remove", ref }, fence(2));
    await vi.waitFor(async () => expect(await room.cluster.read([ref])).toEqual([undefined]), patience);
    await somebodyCreates(room, workload("Deployment", { image: "app:2", replicas: 0 }), "kubectl-create");
    written(await room.cluster.carryOut({ do: "restore", object: recorded }, fence(3)));
    expect(await room.cluster.carryOut({ do: "remove", ref }, fence(4))).toMatchObject({ changed: false });
  });

  test.for<[string, boolean, Record<string, string>, string]>([
    ["failed, with the same manifest", false, { failure: "Error" }, "app:1"],
    ["finished, with another one", false, {}, "app:2"],
    ["finished and was taken over", true, {}, "app:2"],
  ])(
    "a Job of somebody else that %s is refused in words, and stays",
    async ([, isAdopted, simulate, image]) => {
      await using room = await openRoom(target());
      const spec = { backoffLimit: 0 };
      const theirs = workload("Job", { image: "app:1", simulate, spec }, "migrate");
      await somebodyCreates(room, theirs, "kubectl-create");
      const { uid } = (await live(room, refOf(theirs))).metadata;
      await verdictOn(room, theirs);
      if (isAdopted) await applied(room, theirs, fence(1, true));
      const effect = { do: "apply", object: workload("Job", { image, simulate, spec }, "migrate") } as const;
      const what = expect.stringContaining("Job migrate was there before Slipway");
      const refused = { problem: { code: "cluster-refused", what } };
      await expect(room.cluster.preview(effect, fence(2, true))).rejects.toMatchObject(refused);
      await expect(room.cluster.carryOut(effect, fence(2, true))).rejects.toMatchObject(refused);
      expect((await live(room, refOf(theirs))).metadata).toMatchObject({ uid });
    },
  );

  test("of a kind that is no longer served there is nothing to read or remove", async () => {
    await using room = await openRoom(target());
    const ref = { apiVersion: "extensions/v1beta1", kind: "Ingress", name: "front" };
    const done = { outcome: "done", changed: false };
    expect(await room.cluster.read([ref])).toEqual([undefined]);
    expect(await room.cluster.preview({ do: "remove", ref }, fence(1))).toEqual(done);
    expect(await room.cluster.carryOut({ do: "remove", ref }, fence(1))).toEqual(done);
  });
}
