import { afterAll, beforeAll, describe } from "vitest";
import type { StandInCluster } from "../../demo/cluster/server.ts";
import { faultCases } from "./fault-cases.ts";
import { standInTarget, type Target } from "./target.ts";

let target: Target | undefined;

function current(): Target & { standIn: StandInCluster } {
  if (!target?.standIn) throw new Error("the stand-in has not started");
  return { ...target, standIn: target.standIn };
}

beforeAll(async () => {
  target = await standInTarget();
});
afterAll(() => target?.[Symbol.asyncDispose]());

describe.concurrent("an API server with faults", () => {
  faultCases(current);
});
