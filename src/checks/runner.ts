import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckRunner } from "../release/run/checks.ts";
import type { Git } from "../release/git.ts";
import type { Check } from "../release/settings.ts";
import { runCommand } from "./command.ts";

export interface CheckRunnerOptions {
  git: Pick<Git, "extract">;
  /** Where commands find programs, as in PATH. */
  searchPath: string;
  /** Handed to commands, so that they talk to the same cluster. */
  kubeconfig?: string;
}

/**
 * Runs checks: commands in a fresh copy of the deployed commit, with a small environment and no secret of ours, and
 * HTTP probes. Whatever goes wrong is a check that did not pass, with what was seen.
 */
export function createCheckRunner(options: CheckRunnerOptions): CheckRunner {
  return {
    run: async (check, facts, signal) => {
      if (check.kind === "http") return probe(check, signal);
      if (check.kind === "job") return { passed: false, words: "a Job is run by the cluster" };
      const folder = await mkdtemp(join(tmpdir(), "slipway-check-"));
      try {
        await options.git.extract(facts.commit, "", folder);
        const variables = {
          PATH: options.searchPath,
          HOME: folder,
          SLIPWAY_ENVIRONMENT: facts.environment.name,
          SLIPWAY_VERSION: facts.version,
          SLIPWAY_COMMIT: facts.commit,
          SLIPWAY_NAMESPACE: facts.environment.namespace,
          ...(options.kubeconfig !== undefined && { KUBECONFIG: options.kubeconfig }),
        };
        return await runCommand(check.command, { folder, variables, signal });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

type HttpCheck = Extract<Check, { kind: "http" }>;

async function probe(
  { url, expectStatus }: HttpCheck,
  signal: AbortSignal,
): Promise<{ passed: boolean; words: string }> {
  try {
    const response = await fetch(url, { signal, redirect: "manual" });
    await response.body?.cancel();
    return { passed: response.status === expectStatus, words: `${url} answered ${response.status}` };
  } catch (error) {
    return {
      passed: false,
      words: `${url} did not answer: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
