import { z } from "zod";
import type { Parts } from "../src/parts.ts";
import type { DiffAsk, PlanRequest } from "../src/release/request.ts";
import { actions } from "../views/ids.ts";
import { drawComparing } from "../views/run/planning.ts";
import { answerPlace } from "./place.ts";
import { deployDialog } from "./deploy.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, findEnvironment, readVersion, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "diff <version> <environment>";
const readTyped = readerOf(usage);

/** `/release diff v1.5.0 production`: what a deploy would change, by the cluster's own dry run; nothing is done. */
export const diff: Verb = {
  name: "diff",
  usage,
  summary: "See what a deploy would change; nothing is done",
  handle: askForDiff,
};

async function askForDiff(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readTyped(ask.text);
  const [version, environment] = positionals;
  if (version !== undefined && environment !== undefined)
    return requestDiff(ask, parts, version, environment);
  return { open: await deployDialog("diff", ask, parts, version) };
}

async function requestDiff(
  ask: Ask,
  parts: Parts,
  versionText: string,
  environmentName: string,
): Promise<Answer> {
  const environment = findEnvironment(environmentName, parts.settings);
  await authorise(ask, "view", parts, environment);
  const version = readVersion(versionText, parts.settings);
  const wanted: DiffAsk = { verb: "diff", version, environment: environment.name };
  const request: PlanRequest = { id: ask.id, by: ask.by, at: ask.at, answer: answerPlace(ask), ask: wanted };
  await parts.queue.enqueue("plan", { request }, { id: ask.id });
  return { say: drawComparing(version, environment.name) };
}

const metadata = z.object({ channel: z.string() });

/** The dialog, sent; the diff is told in the channel where it was asked for, to the one who asked. */
export async function submitDiffDialog(
  { ask, metadata: carried, values }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  const { channel } = metadata.parse(JSON.parse(carried));
  const [version, environment] = [values[actions.version], values[actions.environment]];
  await requestDiff({ ...ask, channel }, parts, version ?? "", environment ?? "");
  return { done: true };
}
