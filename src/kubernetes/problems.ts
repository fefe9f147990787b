import type { Json, JsonObject } from "../release/cluster/kubernetes-object.ts";
import { isJsonObject, textAt } from "../release/cluster/json.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import type { Answer } from "./transport.ts";

/** The write was sent and nobody knows whether it arrived: look before anything is sent again. */
export class OutcomeUnknown extends Error {
  /** Seconds that the server asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(what: string, retryAfter?: number, cause?: unknown) {
    super(what, { cause });
    this.name = "OutcomeUnknown";
    this.retryAfter = retryAfter;
  }
}

/** An answer's body as a JSON object; undefined for the HTML and half sentences that proxies answer with. */
export function bodyOf(answer: Answer): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(answer.text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * What the API server says about its refusal, in at most 500 characters, without markup and without whole objects: JSON
 * from newer servers, Go's own writing (`core.PodTemplateSpec{…}`) from older ones.
 */
export function wordsOf(answer: Answer): string {
  const message = textAt(bodyOf(answer), "message");
  const words = message ?? answer.text.replaceAll(/<[^>]*>/g, " ");
  const short = words
    .replaceAll(/Invalid value: \S*\{.*\}: /g, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 500);
  return short === "" ? `status ${answer.status} without words` : short;
}

/** What was asked of the API server, for messages: "patch", "deployments nexus-app". */
export interface Asked {
  verb: string;
  what: string;
}

/** Admission answers 403 as well: then the rights are there, and the object is what is wrong. */
const admissionWords =
  /exceeded quota|violates|denied the request|being terminated|ValidatingAdmissionPolicy/i;

/** The problem behind an answer that is neither a success nor worth a retry. */
export function refusal(answer: Answer, asked: Asked): ProblemError {
  const words = wordsOf(answer);
  if (answer.status === 401) {
    const what = `The cluster does not know Slipway's credentials (it wanted to ${asked.verb} ${asked.what}).`;
    return new ProblemError(
      makeProblem(
        "cluster-forbidden",
        what,
        "Renew the token or certificate of the kubeconfig that Slipway uses.",
      ),
    );
  }
  if (answer.status === 403 && !admissionWords.test(words)) {
    const what = `The cluster does not let Slipway ${asked.verb} ${asked.what}: ${words}`;
    const advice = `Allow the verb "${asked.verb}" on this resource in Slipway's Role, then try again.`;
    return new ProblemError(makeProblem("cluster-forbidden", what, advice));
  }
  const what = `The cluster refused to ${asked.verb} ${asked.what}: ${words}`;
  return new ProblemError(
    makeProblem(
      "cluster-refused",
      what,
      "Correct the manifest as the cluster's words say, and release it anew.",
    ),
  );
}

/** The cluster did not answer, or only with errors of its own, for as long as anybody should wait. */
export function unavailable(asked: Asked, cause: unknown): ProblemError {
  const reason = cause instanceof Error ? reasonOf(cause) : String(cause);
  const what = `The cluster could not be reached to ${asked.verb} ${asked.what} (${reason}).`;
  const advice = "Nothing is known to have failed: try again when the API server answers.";
  return new ProblemError(makeProblem("cluster-unavailable", what, advice), cause);
}

function reasonOf(error: Error): string {
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no answer in time";
  return "code" in error && typeof error.code === "string" ? error.code : error.message.slice(0, 200);
}
