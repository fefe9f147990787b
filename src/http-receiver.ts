import type { IncomingMessage, RequestListener } from "node:http";
import type { HTTPReceiver } from "@slack/bolt";
import {
  bufferIncomingMessage,
  buildNoBodyResponse,
  defaultBodyLimit,
  isRawBodyError,
} from "@slack/bolt/dist/receivers/HTTPModuleFunctions.js";
import http from "@slack/bolt/dist/receivers/HTTPReceiver.js";
import type { Authenticity, SignatureCheck } from "./slack/signature.ts";

/** Why a request goes no further; a `certificate check` is one of Slack's, which carries nothing and is not signed. */
export type Refusal = Exclude<Authenticity, "genuine"> | "too large" | "cut off" | "certificate check";

const statusOf: Record<Refusal, number> = {
  unsigned: 401,
  untimely: 401,
  forged: 401,
  "too large": 413,
  "cut off": 400,
  "certificate check": 200,
};

type Options = Omit<ConstructorParameters<typeof HTTPReceiver>[0], "signingSecret" | "signatureVerification">;

/**
 * Bolt's receiver behind a signature check of our own: Bolt's lets requests from the future pass, and makes three keys
 * and three sums for each request where one sum will do. Tells `onRefusal` whatever goes no further.
 */
export function createHttpReceiver(
  options: Options,
  check: SignatureCheck,
  onRefusal: (refusal: Refusal) => void,
): HTTPReceiver {
  const receiver = new http.default({ ...options, signingSecret: "", signatureVerification: false });
  const { requestListener } = receiver;
  receiver.requestListener = (request, response) => {
    // Whatever its path: it is for Bolt alone to know which paths lead to a listener.
    if (request.method === "GET") return requestListener(request, response);
    void admit(request, check).then((judgement) => {
      if (judgement === "genuine") return passOn(requestListener, request, response);
      onRefusal(judgement);
      return buildNoBodyResponse(response, statusOf[judgement]);
    });
  };
  return receiver;
}

async function admit(request: IncomingMessage, check: SignatureCheck): Promise<Refusal | "genuine"> {
  try {
    const { rawBody } = await bufferIncomingMessage(request, defaultBodyLimit);
    const judgement = check(request.headers, rawBody);
    const isHollow = judgement !== "genuine" && /^(?:.*&)?ssl_check=1(?:&|$)/su.test(rawBody.toString());
    return isHollow ? "certificate check" : judgement;
  } catch (error) {
    return isRawBodyError(error) && error.statusCode === 413 ? "too large" : "cut off";
  }
}

/** Bolt throws for a path that leads nowhere, where nobody but us would catch it. */
function passOn(listener: RequestListener, ...[request, response]: Parameters<RequestListener>): void {
  try {
    listener(request, response);
  } catch {
    buildNoBodyResponse(response, 404);
  }
}
