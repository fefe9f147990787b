import { describe } from "vitest";
import { clusterSuite } from "./suite.ts";
import { standInTarget } from "./target.ts";

describe("the stand-in cluster", () => {
  clusterSuite(standInTarget);
});
