import type { ModalView } from "@slack/types";
import { z } from "zod";
import type { Parts } from "../src/parts.ts";
import type { DeployAsk, PlanRequest } from "../src/release/request.ts";
import type { Environment } from "../src/release/settings.ts";
import { drawDeployDialog } from "../views/run/deploy-dialog.ts";
import { drawPlanning } from "../views/run/planning.ts";
import { actions } from "../views/ids.ts";
import { answerPlace } from "./place.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import {
  type Answer,
  type Ask,
  authorise,
  environmentsOpenTo,
  findEnvironment,
  readVersion,
  type Verb,
} from "./verb.ts";
import { knownVersions } from "./versions.ts";
import { readerOf } from "./words.ts";

const usage = 'deploy <version> <environment> [--reason "…"] [--emergency "…"] [--take-over]';
const readTyped = readerOf(usage, {
  reason: "text",
  emergency: "text",
  "take-over": "flag",
});

/** `/release deploy v1.5.0 staging`: plans at once and asks for approval where the environment wants it. */
export const deploy: Verb = {
  name: "deploy",
  usage,
  summary: "Bring a version to an environment",
  handle: askToDeploy,
};

async function askToDeploy(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals, values, flags } = readTyped(ask.text);
  const [version, environmentName] = positionals;
  if (version === undefined || environmentName === undefined)
    return { open: await deployDialog("deploy", ask, parts, version) };
  const environment = findEnvironment(environmentName, parts.settings);
  return requestDeploy(ask, parts, environment, {
    verb: "deploy",
    version: readVersion(version, parts.settings),
    environment: environment.name,
    takeOver: flags.has("take-over"),
    ...(values["reason"] !== undefined && { reason: values["reason"] }),
    ...(values["emergency"] !== undefined && { emergency: values["emergency"] }),
  });
}

/** Stores the request to deploy; raises what the choke point raises. Repeating it with the same ask adds nothing. */
export async function requestDeploy(
  ask: Ask,
  parts: Parts,
  environment: Environment,
  wanted: DeployAsk,
): Promise<Answer> {
  await authorise(ask, "deploy", parts, environment);
  if (wanted.emergency !== undefined) await authorise(ask, "emergency", parts, environment);
  const request: PlanRequest = { id: ask.id, by: ask.by, at: ask.at, answer: answerPlace(ask), ask: wanted };
  await parts.queue.enqueue("plan", { request }, { id: ask.id });
  return { say: drawPlanning(wanted.version, wanted.environment) };
}

/**
 * The dialog that asks for version and environment, with what was given filled in and the environments on which this
 * person may do it; raises what the choke point raises when there is none.
 */
export async function deployDialog(
  purpose: "deploy" | "diff",
  ask: Ask,
  parts: Parts,
  version?: string,
): Promise<ModalView> {
  const open = await environmentsOpenTo(ask, purpose === "deploy" ? "deploy" : "view", parts);
  const environments = open.map(({ name }) => name);
  const given = version === undefined ? {} : { version: readVersion(version, parts.settings) };
  const versions = (await knownVersions(parts)).slice(0, 100);
  return drawDeployDialog({ purpose, versions, environments, channel: ask.channel, ...given });
}

const metadata = z.object({ channel: z.string() });

/** The dialog, sent: the same request as the typed one. What is wrong is said at the field. */
export async function submitDeployDialog(
  { ask, metadata: carried, values }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  const environment = findEnvironment(values[actions.environment] ?? "", parts.settings);
  const version = readVersion(values[actions.version] ?? "", parts.settings);
  const reason = values[actions.reason];
  const { channel } = metadata.parse(JSON.parse(carried));
  await requestDeploy({ ...ask, channel }, parts, environment, {
    verb: "deploy",
    version,
    environment: environment.name,
    takeOver: false,
    ...(reason !== undefined && { reason }),
  });
  return { done: true, say: drawPlanning(version, environment.name) };
}
