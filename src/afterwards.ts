import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "./config.ts";
import type { JobParts } from "./parts.ts";

/** How long after the start the rest begins, in milliseconds. */
const rest = 500;
const minute = 60_000;

/**
 * What must not hold up the first who ask, or ask whether we are ready: the heartbeat, and whatever is loaded on first
 * use but should be there in an emergency. `beat` is in seconds. Answers how to stop it.
 */
export function beginTheRest(parts: JobParts, role: Config["role"], beat: number): () => Promise<void> {
  const ended = new AbortController();
  const begun = pause(rest, undefined, { signal: ended.signal }).then(async () => {
    if (role !== "worker") await (await import("../commands/listen.ts")).loadWays();
    if (role === "bot") return undefined;
    const { startHeartbeat } = await import("../jobs/heartbeat.ts");
    void makeReadyForHaste(parts);
    return startHeartbeat(parts, beat);
  });
  // Workers look at the repository whenever they decide something by it.
  if (role !== "worker")
    void keepMirror(parts, { first: role === "bot" ? rest : minute, every: minute }, ended.signal);
  begun.catch((error: unknown) => {
    if (!ended.signal.aborted) parts.log.error({ err: error }, "the heartbeat did not begin");
  });
  return async () => {
    ended.abort();
    const stop = await begun.catch(() => undefined);
    await stop?.();
  };
}

/**
 * Keeps this process's own copy of the repository as young as a minute, `first` and `every` in milliseconds. Jobs that decide
 * something look for themselves; people are offered versions, and told that there is none, by the copy, and a process that
 * does no jobs would know the versions of its first day for ever.
 */
export async function keepMirror(
  { git, log }: Pick<JobParts, "git" | "log">,
  { first, every }: { first: number; every: number },
  signal: AbortSignal,
): Promise<void> {
  for (let wait = first; await passes(wait, signal); wait = every) {
    try {
      await git.refresh();
    } catch (error) {
      log.warn({ err: error }, "repository not refreshed for those who ask");
    }
  }
}

/** Whether the time passes before the end. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal, ref: false }).catch(() => false);
}

/** Loads the engine and looks at every cluster, whose credentials take a second: better now than in an emergency. */
async function makeReadyForHaste({ settings, clusters, log }: JobParts): Promise<void> {
  const { loadEngine } = await import("../jobs/index.ts");
  await loadEngine();
  for (const environment of settings.environments) {
    try {
      await clusters.of(environment).read([{ apiVersion: "v1", kind: "ConfigMap", name: "slipway-warm-up" }]);
    } catch (error) {
      log.warn({ err: error, environment: environment.name }, "cluster does not answer yet");
    }
  }
}
