import { type JsonObject, objectsAt, textAt } from "../../demo/cluster/json.ts";
import type { Answer, Client } from "./server.ts";

/** One expectation that every API server meets: what is done, and what comes of it. */
export interface Case {
  name: string;
  act: (client: Client) => Promise<unknown>;
  expected: unknown;
}

/** What a refusal says, without the parts that differ from run to run. */
export function refusal(answer: Answer): JsonObject {
  const { body } = answer;
  const causes = objectsAt(body, "details", "causes").map((cause) => [
    textAt(cause, "reason"),
    textAt(cause, "field"),
  ]);
  return { code: answer.code, reason: textAt(body, "reason"), message: textAt(body, "message"), causes };
}
