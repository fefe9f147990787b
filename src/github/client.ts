import type { Octokit } from "@octokit/core";
import type { z } from "zod";
import { makeProblem, ProblemError } from "../release/problem.ts";

export interface GitHubOptions {
  /** The owner and the name, "nexus/platform". */
  repository: string;
  apiUrl: string;
  token?: string;
  /** Milliseconds that one question may take. */
  timeout?: number;
}

type Question = (client: Octokit, repository: { owner: string; repo: string }) => Promise<{ data: unknown }>;

/** One repository on GitHub, asked in bounded time. */
export interface GitHub {
  /**
   * Asks with a typed route of GitHub's API; the answer is checked. Answers undefined where GitHub says that there is no
   * such thing; raises `github-unavailable` when it does not answer in time, refuses, or answers something else.
   */
  ask<T>(schema: z.ZodType<T>, question: Question): Promise<T | undefined>;
}

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Opens nothing yet: the library is loaded with the first question, many installations never ask one. */
export function openGitHub({ repository, apiUrl, token, timeout = 8000 }: GitHubOptions): GitHub {
  const [owner = "", repo = ""] = repository.split("/");
  let client: Promise<Octokit> | undefined;
  return {
    ask: async (schema, question) => {
      client ??= connect(apiUrl, token, timeout);
      const data = await answerTo(question(await client, { owner, repo }), repository);
      if (data === undefined) return undefined;
      const parsed = schema.safeParse(data);
      if (parsed.success) return parsed.data;
      throw unavailable(`GitHub answered something unknown about ${repository}.`, parsed.error);
    },
  };
}

async function answerTo(asked: Promise<{ data: unknown }>, repository: string): Promise<unknown> {
  try {
    return (await asked).data;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return undefined;
    if (status === undefined) throw unavailable(`GitHub did not answer about ${repository}.`, error);
    throw unavailable(`GitHub refused to answer about ${repository} (HTTP ${status}).`, error);
  }
}

async function connect(baseUrl: string, token: string | undefined, timeout: number): Promise<Octokit> {
  const { Octokit: Client } = await import("@octokit/core");
  const client = new Client({
    baseUrl,
    userAgent: "slipway",
    log: silent,
    ...(token !== undefined && { auth: token }),
  });
  client.hook.before("request", (options) => {
    options.request = { ...options.request, signal: AbortSignal.timeout(timeout) };
  });
  return client;
}

/** The library puts the HTTP status on its errors, and 500 on those of the connection. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return undefined;
  return "response" in error && error.response !== undefined ? error.status : undefined;
}

function unavailable(what: string, cause: unknown): ProblemError {
  const advice = "Try again; if it stays, have `github` in the configuration and `GITHUB_TOKEN` checked.";
  return new ProblemError(makeProblem("github-unavailable", what, advice), cause);
}
