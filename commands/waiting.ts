import type { Parts } from "../src/parts.ts";
import type { PersonFacts } from "../src/release/people.ts";
import { refuseAnswer } from "../src/release/run/approval.ts";
import type { Run } from "../src/release/run/run.ts";
import type { WaitingRequest } from "../views/run/waiting.ts";
import { findEnvironment } from "./verb.ts";

/** Whoever looks, and whether they alone see the answer: buttons stand only where nobody else can press them. */
export interface Viewer {
  asker: PersonFacts;
  isAlone: boolean;
}

/** Those of the runs that wait for approval, with what this person needs to answer them. */
export function waitingAmong(runs: Run[], viewer: Viewer, parts: Parts): Promise<WaitingRequest[]> {
  return Promise.all(
    runs
      .filter(({ phase }) => phase === "awaiting approval")
      .map((run) => waitingRequest(run, viewer, parts)),
  );
}

async function waitingRequest(run: Run, { asker, isAlone }: Viewer, parts: Parts): Promise<WaitingRequest> {
  const { settings } = parts;
  const [plan, link] = await Promise.all([
    parts.runs.plan(run.planDigest),
    parts.messenger.permalink(run.id),
  ]);
  const environment = findEnvironment(run.environment, settings);
  const refusal = refuseAnswer({ run, asker, settings, environment, now: parts.clock() });
  return {
    run,
    mayAnswer: isAlone && refusal === undefined,
    ...(plan && { plan }),
    ...(link !== undefined && { link }),
  };
}
