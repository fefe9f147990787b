import { describe } from "vitest";
import { clusterSuite } from "./suite.ts";
import { controlPlaneTarget } from "./target.ts";

/** Only a kubeconfig that was made for tests is ever used; the everyday one may be somebody's production. */
const kubeconfig = process.env["SLIPWAY_TEST_KUBECONFIG"];

describe.skipIf(kubeconfig === undefined)(
  "a real control plane (skipped unless SLIPWAY_TEST_KUBECONFIG names one)",
  () => {
    clusterSuite(() => controlPlaneTarget(kubeconfig ?? ""));
  },
);
