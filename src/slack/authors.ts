import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Clock } from "../release/clock.ts";
import type { Cache } from "./cache.ts";
import { attempt, type CallOutcome } from "./clients.ts";
import { Lookups } from "./lookups.ts";

/** Who is looked up at most: nobody reads more mentions, and Slack allows some fifty questions a minute. */
const most = 20;

/**
 * Finds the people of the workspace who have these addresses, in the order of the addresses; those that Slack does not
 * know, or does not tell about at the moment, are left out.
 */
export function createAuthors(parts: {
  client: WebClient;
  cache: Cache;
  clock: Clock;
}): (emails: string[]) => Promise<string[]> {
  const accounts = new Lookups(
    { name: "email", shape: z.string(), ask: (email) => askForUser(parts.client, email) },
    parts.cache,
    parts.clock,
  );
  return async (emails) => {
    const found = await Promise.all([...new Set(emails)].slice(0, most).map((email) => accounts.find(email)));
    return [...new Set(found.flatMap((one) => (one.known && one.value !== "" ? [one.value] : [])))];
  };
}

/** An address that nobody has is an answer too, and is remembered like one. */
async function askForUser(client: WebClient, email: string): Promise<CallOutcome<string>> {
  const outcome = await attempt(() => client.users.lookupByEmail({ email }));
  if (outcome.kind === "refused" && outcome.error === "users_not_found") return { kind: "done", result: "" };
  return outcome.kind === "done" ? { kind: "done", result: outcome.result.user?.id ?? "" } : outcome;
}
