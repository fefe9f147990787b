import { z } from "zod";
import { duration, image, label, repositoryPath, text, webAddress } from "./fields.ts";

const day = 86_400;

const roleNames = (who: string) =>
  z
    .array(label("release-managers"))
    .exactOptional()
    .meta({ description: `Roles that may ${who}.`, examples: [["release-managers"]] });

const allow = z
  .strictObject({
    view: roleNames("look at the environment; every full member of the workspace where it is left out"),
    deploy: roleNames("ask for a deploy"),
    approve: roleNames("approve or reject, though never their own request"),
    rollback: roleNames("roll back"),
    lock: roleNames("lock and unlock the environment"),
    hold: roleNames(
      "hold a version back everywhere; to lift a hold takes it on every environment that gives it to anybody",
    ),
    cancel: roleNames("cancel a run that somebody else asked for"),
    emergency: roleNames("pass the gates in an emergency, which is announced and recorded"),
  })
  .describe("Roles by what they may do here. Nobody may do what is left out, except to look.");

const cluster = z
  .strictObject({
    context: text("staging")
      .exactOptional()
      .describe("The context of the kubeconfig. Either this or inCluster."),
    inCluster: z
      .literal(true, { error: "The only value here is true; leave the key out otherwise." })
      .exactOptional()
      .meta({ description: "Use the service account of the pod that Slipway runs in.", examples: [true] }),
  })
  .transform((named, refusal) => {
    if (named.context !== undefined && named.inCluster === undefined) return { context: named.context };
    if (named.inCluster !== undefined && named.context === undefined) return { inCluster: named.inCluster };
    refusal.issues.push({ code: "custom", message: "A cluster is named by one of two keys.", input: named });
    return z.NEVER;
  })
  .meta({ description: "Which cluster the environment is in.", examples: [{ context: "staging" }] });

const source = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("folder"),
      path: repositoryPath("infrastructure/k8s/staging/").describe(
        "The folder of the manifests in the repository.",
      ),
    }),
    z.strictObject({
      kind: z.literal("kustomize"),
      path: repositoryPath("overlays/staging").describe("The folder of the kustomization in the repository."),
    }),
    z.strictObject({
      kind: z.literal("helm"),
      chart: repositoryPath("charts/nexus").describe("The folder of the chart in the repository."),
      release: label("nexus").describe("The name of the Helm release, as the chart's templates read it."),
      values: z
        .array(repositoryPath("charts/nexus/values-staging.yaml"))
        .prefault([])
        .meta({
          description: "Files of values in the repository, the later ones winning.",
          examples: [["charts/nexus/values-staging.yaml"]],
        }),
    }),
  ])
  .meta({
    description: "What is applied to the cluster.",
    examples: [{ kind: "folder", path: "k8s/staging" }],
  });

const everyCheck = {
  name: label("smoke-tests").describe("What people call the check; once per environment."),
  timeout: duration({ atLeast: 1, atMost: 6 * 3600 }, "5m")
    .prefault("5m")
    .describe("The longest that one attempt may take."),
  retries: z
    .int({ error: "This is not a whole number." })
    .min(0, { error: "This cannot be negative." })
    .max(20, { error: "More than 20 retries are not supported." })
    .default(0)
    .meta({ description: "How many times a failed check is tried again.", examples: [2] }),
};

const check = z
  .discriminatedUnion("kind", [
    z.strictObject({
      ...everyCheck,
      kind: z.literal("command"),
      command: z
        .array(z.string().min(1, { error: "This is empty." }))
        .min(1, { error: "There is no command." })
        .meta({
          description:
            "A program and its arguments, run in a copy of the repository at the commit; no shell reads it.",
          examples: [["scripts/smoke-tests.sh", "staging"]],
        }),
    }),
    z.strictObject({
      ...everyCheck,
      kind: z.literal("http"),
      url: webAddress.meta({
        description: "The address that is asked.",
        examples: ["https://staging.nexus.example/health"],
      }),
      expectStatus: z
        .int({ error: "This is not a whole number." })
        .min(100, { error: "This is not an HTTP status." })
        .max(599, { error: "This is not an HTTP status." })
        .default(200)
        .meta({ description: "The HTTP status that means healthy.", examples: [204] }),
    }),
    z.strictObject({
      ...everyCheck,
      kind: z.literal("job"),
      manifest: repositoryPath("infrastructure/checks/smoke.yaml").describe(
        "The manifest of a Kubernetes Job in the repository; the check passes when the Job completes.",
      ),
    }),
  ])
  .describe("A check that must pass before a run has succeeded.");

const approvals = z
  .strictObject({
    needed: z
      .int({ error: "This is not a whole number." })
      .min(0, { error: "This cannot be negative." })
      .max(10, { error: "More than 10 approvals are not supported." })
      .default(0)
      .meta({ description: "How many people must say yes; 0 sends the run straight on.", examples: [2] }),
    expiresAfter: duration({ atLeast: 60, atMost: 30 * day }, "8h")
      .prefault("24h")
      .describe("When a request that is still unanswered ends."),
  })
  .prefault({})
  .describe("Who must agree before a deploy starts.");

/** One environment as it is written in the file. */
export const environment = z
  .strictObject({
    name: label("staging").describe("What people type for it."),
    cluster,
    namespace: label("nexus").describe("The Kubernetes namespace. Slipway never writes outside of it."),
    source,
    images: z
      .array(image)
      .min(1, { error: "There is no image whose tag could be the version." })
      .meta({
        description: "Image repositories whose tag is the version, without the tag.",
        examples: [["registry.nexus.example/nexus-app"]],
      }),
    imageTag: z
      .enum(["tag", "number"])
      .default("tag")
      .meta({
        description: "Whether images are tagged v1.5.0 (tag) or 1.5.0 (number).",
        examples: ["number"],
      }),
    checks: z.array(check).prefault([]).describe("Checks after the workloads are ready, in order."),
    approvals,
    allow,
    after: label("staging")
      .exactOptional()
      .describe("The environment on which the same commit must have been verified before."),
    checklist: z
      .literal("required", { error: "The only value here is required; leave the key out otherwise." })
      .exactOptional()
      .meta({
        description: "Set to required: no deploy while a required item of the release's checklist is open.",
        examples: ["required"],
      }),
    rollback: z
      .strictObject({
        automatic: z
          .boolean({ error: "This is neither true nor false." })
          .default(false)
          .meta({ description: "Whether a failed deploy is taken back without asking.", examples: [true] }),
      })
      .prefault({})
      .describe("What follows a failed deploy."),
    stayUp: duration({ atLeast: 1, atMost: 3600 }, "1m")
      .prefault("30s")
      .describe("How long every workload must stay ready before success is said."),
    deadline: duration({ atLeast: 60, atMost: day }, "30m")
      .prefault("30m")
      .describe("The longest that a run may take, checks included."),
  })
  .describe("A place that versions are deployed to.");
