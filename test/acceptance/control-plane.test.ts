import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addEnvironment } from "./extra-environment.ts";
import {
  beginFailures,
  failures,
  prepareEnvironments,
  prepareVersions,
  tellAutomaticRollback,
  threadOf,
} from "./failing-deploys.ts";
import { tellMainStory } from "./main-story.ts";
import { tellFieldConflict, tellGitOpsOwner } from "./owners.ts";
import { openStage, type Stage } from "./stage.ts";

const kubeconfig = process.env["SLIPWAY_TEST_KUBECONFIG"];
const where = kubeconfig === undefined ? "skipped: SLIPWAY_TEST_KUBECONFIG names no control plane" : "";

describe.skipIf(kubeconfig === undefined)(`on a real control plane ${where}`, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage({ ...named(), settings: prepareEnvironments, product: prepareVersions });
    await beginFailures(stage);
  });

  afterAll(() => stage[Symbol.asyncDispose]());

  test("a deploy that fails on production is taken back by itself", async () => {
    await tellAutomaticRollback(stage);
    expect(await stage.imageOf("production", "nexus-worker")).toBe("v1.4.2");
  });

  test.each(failures)("$name: people read which pod, why, and its last words", async (failure) => {
    const said = await threadOf(failure, stage);
    for (const words of failure.words) expect(said).toMatch(words);
  });
});

describe.skipIf(kubeconfig === undefined)(`stories on a real control plane ${where}`, () => {
  test("what others own is left alone until somebody takes it over", async () => {
    await using stage = await openStage(named());
    await tellFieldConflict(stage);
    await tellGitOpsOwner(stage);
    expect(await stage.imageOf("staging")).toBe("v1.5.0");
  });

  test("ships a version to production and takes it back", async () => {
    await using stage = await openStage(named());
    await tellMainStory(stage);
    expect(await stage.imageOf("production")).toBe("v1.4.2");
  });
});

const hasHelm = kubeconfig !== undefined && answers("helm", "version");

describe.skipIf(!hasHelm)(
  `a Helm chart${hasHelm ? "" : " (skipped: no control plane, or no helm on the PATH)"}`,
  () => {
    test("is rendered at the commit and deployed", async () => {
      const source = { kind: "helm", chart: "charts/nexus", release: "nexus", values: [] } as const;
      await using stage = await openStage({
        ...named(),
        settings: (settings) =>
          addEnvironment(settings, "helmed", { source: { ...source, values: [] }, checks: [] }),
        product: (product) => product.release("v1.8.0", { files: chart }),
      });
      await stage.actor("rosa").types("deploy v1.8.0 helmed");
      const card = await stage.cardOf("v1.8.0 → helmed");
      await stage.reply(card, "The deploy of v1.8.0 to helmed succeeded.");
      expect(await stage.imageOf("helmed", "nexus-web")).toBe("v1.8.0");
    });
  },
);

const chart = {
  "charts/nexus/Chart.yaml": "apiVersion: v2\nname: nexus\nversion: 0.1.0\n",
  "charts/nexus/values.yaml": "replicas: 2\n",
  "charts/nexus/templates/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: registry.nexus.example/nexus-app:latest
`,
};

function named(): { kubeconfig: string } {
  return { kubeconfig: kubeconfig ?? "" };
}

function answers(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: "ignore" });
    return true;
  } catch {
    // Not on the PATH: the story is skipped, and says so.
    return false;
  }
}
