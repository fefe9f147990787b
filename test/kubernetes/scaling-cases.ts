import { expect, test } from "vitest";
import { jsonAt } from "../../src/release/cluster/json.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import { applied, fence, live, openRoom, somebodyScales, workload, written } from "./room.ts";
import type { Target } from "./target.ts";

function app(image: string, replicas?: number): KubernetesObject {
  return workload("Deployment", { image, ...(replicas !== undefined && { replicas }) });
}

const ref = refOf(app("app:1"));

/** How many pods a workload is to have after others had a say in it, on any cluster. */
export function scalingCases(target: () => Target): void {
  test("what an autoscaler has scaled stays so, whatever manifests say, also where fields are taken over", async () => {
    await using room = await openRoom(target());
    await applied(room, app("app:1", 1), fence(1));
    await somebodyScales(room, ref, 3, "kube-controller-manager");
    const preview = written(
      await room.cluster.preview({ do: "apply", object: app("app:2", 1) }, fence(2, true)),
    );
    expect(jsonAt(preview, "spec", "replicas")).toBe(3);
    expect(jsonAt(await applied(room, app("app:2", 1), fence(2)), "spec", "replicas")).toBe(3);
    expect(jsonAt(await applied(room, app("app:3", 1), fence(3, true)), "spec", "replicas")).toBe(3);
    await somebodyScales(room, ref, 2, "kube-controller-manager");
    expect(jsonAt(await applied(room, app("app:4", 1), fence(4, true)), "spec", "replicas")).toBe(2);
  });

  test("what a person has scaled is a conflict, and theirs to give away", async () => {
    await using room = await openRoom(target());
    await applied(room, app("app:1", 1), fence(1));
    await somebodyScales(room, ref, 3, "kubectl");
    const effect = { do: "apply", object: app("app:2", 1) } as const;
    expect(await room.cluster.carryOut(effect, fence(2))).toMatchObject({
      outcome: "conflict",
      owners: [{ manager: "kubectl", field: ".spec.replicas" }],
    });
    expect(jsonAt(await applied(room, effect.object, fence(2, true)), "spec", "replicas")).toBe(1);
  });

  test("what anybody has scaled stays where an effect keeps the scale, and what only runs have said does not", async () => {
    await using room = await openRoom(target());
    const effect = { do: "apply", object: app("app:2", 2), keepScale: true } as const;
    const carried = async (number: number) =>
      jsonAt(written(await room.cluster.carryOut(effect, fence(number, true))), "spec", "replicas");
    await applied(room, app("app:1", 1), fence(1));
    expect(await carried(2)).toBe(2);
    await somebodyScales(room, ref, 3, "kubectl");
    const preview = written(await room.cluster.preview(effect, fence(3, true)));
    expect(jsonAt(preview, "spec", "replicas")).toBe(3);
    expect(await carried(3)).toBe(3);
    await somebodyScales(room, ref, 0, "kubectl");
    expect(await carried(4)).toBe(0);
  });

  test("a manifest that stops saying a count leaves the one of now", async () => {
    await using room = await openRoom(target());
    await applied(room, app("app:1", 3), fence(1));
    await applied(room, app("app:2"), fence(2));
    expect(jsonAt(await live(room, ref), "spec", "replicas")).toBe(3);
    await somebodyScales(room, ref, 2, "kube-controller-manager");
    expect(jsonAt(await applied(room, app("app:3"), fence(3)), "spec", "replicas")).toBe(2);
  });
}
