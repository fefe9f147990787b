import { expect } from "vitest";
import type { Message } from "../../demo/workspace/types.ts";
import type { Settings } from "../../src/release/settings.ts";
import { approveForProduction, reachDeadline, shipDirectly, withoutStaging } from "./acts.ts";
import { addEnvironment } from "./extra-environment.ts";
import { type Product, type ReleaseChanges, simulate } from "./product.ts";
import type { Stage } from "./stage.ts";

interface Failure {
  /** What goes wrong; also the name of the environment where it does, so that all of them fail side by side. */
  name: string;
  version: string;
  /** What everybody reads in the thread. */
  words: (string | RegExp)[];
  /** What must pass until it fails, written as people write it. */
  after?: string;
  /** It goes on to its deadline after that. */
  meetsDeadline?: true;
}

const fatal = /fatal/u;

/** The ways in which a deploy fails in the cluster, each with what people must be told. */
export const failures: Failure[] = [
  {
    name: "crash-loop",
    version: "v1.7.0",
    words: [
      /pod nexus-app-\S+ does not come up/u,
      "CrashLoopBackOff (container nexus-app, exit code 1",
      fatal,
    ],
  },
  {
    name: "image-pull",
    version: "v1.7.1",
    after: "15s",
    words: [/pod nexus-app-\S+ does not come up/u, "ImagePullBackOff", "Check that the image was pushed"],
  },
  {
    name: "unschedulable",
    version: "v1.7.2",
    words: [/pod nexus-app-\S+ does not come up/iu, "unschedulable", "Free or add nodes"],
  },
  { name: "quota", version: "v1.7.3", words: ["does not roll out", "exceeded quota", "none"] },
  { name: "crash-later", version: "v1.7.4", words: ["CrashLoopBackOff", fatal] },
  {
    name: "failing-check",
    version: "v1.7.5",
    words: ["The check smoke-tests failed", "the ledger does not balance"],
  },
  {
    name: "never-ready",
    version: "v1.7.6",
    words: ["reached its deadline", "wait.workloads"],
    after: "19m",
    meetsDeadline: true,
  },
];

/** Makes an environment for each failure. */
export function prepareEnvironments(settings: Settings): void {
  withoutStaging(settings);
  for (const { name } of failures) addEnvironment(settings, name);
  for (const environment of settings.environments) {
    if (environment.name === "crash-later") environment.stayUp = 4;
    // Time passes for all of them at once, and only one is to meet its deadline.
    if (environment.name !== "never-ready") environment.deadline = 6 * 3600;
    for (const check of environment.checks) check.retries = 0;
  }
}

function failing(annotation: string, value: string): ReleaseChanges {
  return { staging: [simulate(annotation, value)] };
}

/** Makes the versions that fail. */
export async function prepareVersions(product: Product): Promise<void> {
  await product.release("v1.7.0", failing("failure", "CrashLoopBackOff"));
  await product.release("v1.7.1", failing("failure", "ImagePullBackOff"));
  const selector = ["spec", "template", "spec", "nodeSelector"];
  await product.release("v1.7.2", { staging: [[selector, { disk: "unobtainium" }]] });
  await product.release("v1.7.3");
  await product.release("v1.7.4", failing("crash-after", "1s"));
  const script = "#!/bin/sh\necho the ledger does not balance\nexit 3\n";
  await product.release("v1.7.5", { files: { "scripts/smoke-tests.sh": script } });
  await product.release("v1.7.6", failing("failure", "NotReady"));
  await product.release("v1.7.7", { production: [simulate("failure", "CrashLoopBackOff")] });
}

/** Lets all of them happen at once, in environments of their own. */
export async function beginFailures(stage: Stage): Promise<void> {
  const quota = {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "none" },
    spec: { hard: { pods: "0" } },
  };
  await stage.api.call("POST", stage.path("quota", "v1 resourcequotas"), quota);
  for (const { name, version } of failures) await stage.actor("rosa").types(`deploy ${version} ${name}`);
}

/** What the thread of a failed deploy says, once it has ended. */
export async function threadOf(failure: Failure, stage: Stage): Promise<string> {
  if (failure.after !== undefined) await letPass(failure.after, failure, stage);
  if (failure.meetsDeadline) {
    const going = await stage.cardOf(`${failure.version} → ${failure.name}`);
    await reachDeadline(stage, going, failedOf(failure));
  }
  const card = await endOf(failure, stage);
  return stage.workspace
    .thread(card)
    .map((reply) => JSON.stringify(reply.blocks))
    .join("\n");
}

/** The message of a deploy that has failed. */
async function endOf(failure: Failure, stage: Stage): Promise<Message> {
  const card = await stage.cardOf(`${failure.version} → ${failure.name}`);
  await stage.reply(card, failedOf(failure));
  return card;
}

function failedOf({ name, version }: Failure): string {
  return `The deploy of ${version} to ${name} failed.`;
}

/** Time passes for all of them, and a pod that has yet to crash would have stayed up long enough. */
async function letPass(time: string, { name, version }: Failure, stage: Stage): Promise<void> {
  for (const other of failures.filter((failure) => failure.name === "crash-later")) await endOf(other, stage);
  await stage.cardOf(`${version} → ${name}`, ":white_check_mark: Write workloads");
  stage.passes(time);
}

/** A deploy that crashes on production is taken back by itself, once, and the version is held. */
export async function tellAutomaticRollback(stage: Stage): Promise<void> {
  await shipDirectly(stage, "v1.4.2");
  const card = await approveForProduction(stage, "v1.7.7");
  await stage.reply(card, "The deploy of v1.7.7 to production failed.");
  const back = await stage.cardOf("Roll back production to v1.4.2", "Slipway, after a failed run");
  await stage.reply(back, "The rollback of production to v1.4.2 succeeded.");
  expect(await stage.imageOf("production")).toBe("v1.4.2");
  const rosa = stage.actor("rosa");
  expect(await rosa.asks("status v1.7.7")).toContain("is on hold");
  expect(await rosa.asks("status production")).toContain("v1.4.2");
  const history = await rosa.asks("history production");
  expect(history.match(/Roll back production/gu)).toHaveLength(
    history.includes("the newest is Roll back") ? 2 : 1,
  );
}
