import { afterAll, beforeAll, describe } from "vitest";
import { controlPlaneTarget, standInTarget, type Target } from "./target.ts";
import { watchingCases } from "./watching-cases.ts";
import { writingCases } from "./writing-cases.ts";

/** Only a kubeconfig that was made for tests is ever used; the everyday one may be somebody's production. */
const kubeconfig = process.env["SLIPWAY_TEST_KUBECONFIG"];

function suite(start: () => Promise<Target>): void {
  let target: Target | undefined;
  const current = () => {
    if (!target) throw new Error("the cluster has not started");
    return target;
  };
  beforeAll(async () => {
    target = await start();
  });
  afterAll(() => target?.[Symbol.asyncDispose]());
  describe.concurrent("writing", () => {
    writingCases(current);
  });
  describe.concurrent("watching", () => {
    watchingCases(current);
  });
}

describe("the stand-in cluster", () => {
  suite(standInTarget);
});

describe.skipIf(kubeconfig === undefined)(
  "a real control plane (skipped unless SLIPWAY_TEST_KUBECONFIG names one)",
  () => {
    suite(async () => controlPlaneTarget(kubeconfig ?? ""));
  },
);
