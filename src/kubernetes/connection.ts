import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { makeProblem, ProblemError } from "../release/problem.ts";
import type { ClusterTarget } from "../release/settings.ts";

/** What it takes to speak with an API server. Certificates and keys are PEM text. */
export type Connection = z.infer<typeof connectionSchema>;

/** Whose API server: a context of a kubeconfig (the usual one without `kubeconfig`), or the cluster around us. */
export interface ConnectionQuestion {
  target: ClusterTarget;
  kubeconfig?: string;
}

export type ConnectionAnswer = { connection: Connection } | { error: string };

const connectionSchema = z.object({
  server: z.string(),
  insecure: z.boolean().default(false),
  headers: z.record(z.string(), z.string()),
  ca: z.string().optional(),
  cert: z.string().optional(),
  key: z.string().optional(),
  serverName: z.string().optional(),
  proxy: z.string().optional(),
});
const answerSchema = z.union([z.object({ connection: connectionSchema }), z.object({ error: z.string() })]);

const run = promisify(execFile);

/**
 * Finds the connection to a cluster, in a child process that ends. Raises `cluster-unavailable` when there is none,
 * with the reason in words.
 */
export async function findConnection(
  question: ConnectionQuestion,
  signal?: AbortSignal,
): Promise<Connection> {
  const answer = await ask(question, signal);
  if ("connection" in answer) return answer.connection;
  throw unreachable(answer.error);
}

async function ask(question: ConnectionQuestion, signal?: AbortSignal): Promise<ConnectionAnswer> {
  try {
    const options = { timeout: 60_000, maxBuffer: 4 * 1024 * 1024, ...(signal && { signal }) };
    const args = ["--input-type=module", "--eval", programFor(question)];
    const { stdout } = await run(process.execPath, args, options);
    return answerSchema.parse(JSON.parse(stdout));
  } catch (error) {
    throw unreachable("the program that reads it failed", error);
  }
}

/** The library has more than a thousand files: most are left out, and the compiled code of the rest is kept. */
function programFor(question: ConnectionQuestion): string {
  const library = new URL("./lean-library.ts", import.meta.url).href;
  const reader = new URL("./kubeconfig.ts", import.meta.url).href;
  return [
    'import { enableCompileCache } from "node:module";',
    "enableCompileCache();",
    `const { loadLittle } = await import(${JSON.stringify(library)});`,
    "loadLittle();",
    `const { printConnection } = await import(${JSON.stringify(reader)});`,
    `await printConnection(${JSON.stringify(question)});`,
  ].join("\n");
}

function unreachable(reason: string, cause?: unknown): ProblemError {
  const what = `The cluster's credentials cannot be read: ${reason}.`;
  const advice =
    "Check the environment's cluster in the configuration, and the kubeconfig that Slipway is given.";
  return new ProblemError(makeProblem("cluster-unavailable", what, advice), cause);
}
