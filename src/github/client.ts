import type { Octokit } from "@octokit/core";
import { z } from "zod";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { refusal } from "./answers.ts";

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
  /**
   * Has GitHub write something. Raises `github-refused` when it understood and does not do it, as for a token without the
   * right, which it may also call "not found"; `github-unavailable` when it is not known what became of it.
   */
  tell<T>(schema: z.ZodType<T>, wish: Question): Promise<T>;
}

export const perPage = 100;
/** A commit with a thousand checks, or a branch with a thousand alerts, is told well enough by the first thousand. */
const mostPages = 10;

/** Reads a list that comes in pages, up to a thousand entries. */
export async function paged<T>(pageOf: (page: number) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const items = await pageOf(page);
    all.push(...items);
    if (items.length < perPage) break;
  }
  return all;
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
  const send = async (question: Question): Promise<{ data: unknown }> => {
    client ??= connect(apiUrl, token, timeout);
    return question(await client, { owner, repo });
  };
  return {
    ask: async (schema, question) => {
      const data = await answerTo(send(question), repository);
      return data === undefined ? undefined : understood(schema, data, repository);
    },
    tell: async (schema, wish) => {
      try {
        return understood(schema, (await send(wish)).data, repository);
      } catch (error) {
        throw isRefusal(error) ? refused(repository, error) : failureOf(error, repository);
      }
    },
  };
}

function understood<T>(schema: z.ZodType<T>, data: unknown, repository: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw unavailable(`GitHub answered something unknown about ${repository}.`, parsed.error);
}

async function answerTo(asked: Promise<{ data: unknown }>, repository: string): Promise<unknown> {
  try {
    return (await asked).data;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw failureOf(error, repository);
  }
}

function failureOf(error: unknown, repository: string): ProblemError {
  if (error instanceof ProblemError) return error;
  const status = statusOf(error);
  if (status === undefined) return unavailable(`GitHub did not answer about ${repository}.`, error);
  return unavailable(`GitHub refused to answer about ${repository} (HTTP ${status}).`, error);
}

/** Whether repeating it would bring the same answer; a limit of requests is over after a while, and says so. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  if (status === undefined || ![401, 403, 404, 422].includes(status)) return false;
  const headers = answerOf(error)?.headers ?? {};
  return headers["retry-after"] === undefined && headers["x-ratelimit-remaining"] !== "0";
}

function refused(repository: string, error: unknown): ProblemError {
  const { data } = answerOf(error) ?? {};
  const parsed = refusal.safeParse(data);
  const said = parsed.success
    ? [parsed.data.message, ...reasonsOf(parsed.data.errors)].join("; ")
    : "no reason";
  const what = `GitHub does not do it in ${repository} (HTTP ${statusOf(error)}): ${said.slice(0, 300)}`;
  const advice =
    "Give the token in `GITHUB_TOKEN` the right to write the repository's contents, or see what GitHub says against it.";
  return new ProblemError(makeProblem("github-refused", what, advice), error);
}

function reasonsOf(errors: z.infer<typeof refusal>["errors"]): string[] {
  return (errors ?? []).flatMap(({ message, code }) => message ?? code ?? []);
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

const failed = z.object({
  status: z.number(),
  response: z.object({ headers: z.record(z.string(), z.unknown()), data: z.unknown() }),
});

/** What GitHub answered to a request that failed; the library tells a broken connection as a status of 500. */
function answerOf(error: unknown): z.infer<typeof failed>["response"] | undefined {
  const parsed = failed.safeParse(error);
  return parsed.success ? parsed.data.response : undefined;
}

function statusOf(error: unknown): number | undefined {
  const parsed = failed.safeParse(error);
  return parsed.success ? parsed.data.status : undefined;
}

function unavailable(what: string, cause: unknown): ProblemError {
  const advice = "Try again; if it stays, have `github` in the configuration and `GITHUB_TOKEN` checked.";
  return new ProblemError(makeProblem("github-unavailable", what, advice), cause);
}
