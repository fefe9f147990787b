import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyCases } from "./apply-cases.ts";
import { conflictCases } from "./conflict-cases.ts";
import { failureCases } from "./failure-cases.ts";
import { objectCases } from "./object-cases.ts";
import { refusalCases } from "./refusal-cases.ts";
import { rolloutCases } from "./rollout-cases.ts";
import { type ServerUnderTest, clientOn, realServer, standIn } from "./server.ts";
import { watchCases } from "./watch-cases.ts";
import { workloadCases } from "./workload-cases.ts";

const cases = [
  ...objectCases,
  ...refusalCases,
  ...applyCases,
  ...conflictCases,
  ...watchCases,
  ...rolloutCases,
  ...failureCases,
  ...workloadCases,
];
const kubeconfig = process.env["SLIPWAY_TEST_KUBECONFIG"];

function conform(start: () => Promise<ServerUnderTest>): void {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.concurrent.for(cases)("$name", async ({ act, expected }, { onTestFinished }) => {
    const client = await clientOn(server);
    onTestFinished(async () => {
      await server.call("DELETE", `/api/v1/namespaces/${client.namespace}`);
    });
    expect(await act(client)).toEqual(expected);
  });
}

describe("the stand-in cluster", () => {
  conform(standIn);
});

describe.skipIf(kubeconfig === undefined)(
  "a real control plane (skipped where SLIPWAY_TEST_KUBECONFIG names none)",
  () => {
    conform(() => realServer(kubeconfig ?? ""));
  },
);
