import { afterAll, beforeAll, describe } from "vitest";
import { outageCases } from "./outage-cases.ts";
import { removingCases } from "./removing-cases.ts";
import { scalingCases } from "./scaling-cases.ts";
import type { Target } from "./target.ts";
import { watchingCases } from "./watching-cases.ts";
import { writingCases } from "./writing-cases.ts";

/** Everything that must hold on every cluster; each target has a file of its own, so that they run side by side. */
export function clusterSuite(start: () => Promise<Target>): void {
  let target: Target | undefined;
  const current = () => {
    if (!target) throw new Error("the cluster has not started");
    return target;
  };
  beforeAll(async () => {
    target = await start();
  });
  afterAll(() => target?.[Symbol.asyncDispose]());
  describe.concurrent("side by side", () => {
    outageCases(current);
    writingCases(current);
    removingCases(current);
    scalingCases(current);
    watchingCases(current);
  });
}
