import { severities, type Severity } from "../release/checklist/checklist-items.ts";
import type { CheckResult, CodeHost, ScanResult } from "../release/checklist/code-host.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { type Alert, alerts, analyses, type CheckRun, checkRuns, repositoryAnswer } from "./answers.ts";
import { type GitHub, paged, perPage } from "./client.ts";

/** Checks and code scanning of a repository on GitHub. */
export function createCodeHost(github: GitHub): CodeHost {
  return {
    checks: async (commit) => (await listCheckRuns(github, commit)).map(readCheck),
    scan: (commit, branch, severity) => scan(github, commit, branch, severity),
    name: () => nameOf(github),
  };
}

async function listCheckRuns(github: GitHub, ref: string): Promise<CheckRun[]> {
  return paged(async (page) => {
    const data = await github.ask(checkRuns, (client, repository) =>
      client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
        ...repository,
        ref,
        filter: "latest",
        per_page: perPage,
        page,
      }),
    );
    return data?.check_runs ?? [];
  });
}

const good: ReadonlySet<string> = new Set(["success"]);
const indifferent: ReadonlySet<string> = new Set(["neutral", "skipped"]);

function readCheck({ name, status, conclusion, html_url, output }: CheckRun): CheckResult {
  const said = [output?.title, output?.summary].filter((part) => typeof part === "string").join("\n");
  return {
    name,
    state: status === "completed" ? stateOf(conclusion ?? "") : "waiting",
    output: said.slice(0, 20_000),
    ...(typeof html_url === "string" && { url: html_url }),
  };
}

/** Everything that is neither good nor indifferent is bad: cancelled, timed out, stale, and what GitHub may add. */
function stateOf(conclusion: string): CheckResult["state"] {
  if (good.has(conclusion)) return "passed";
  return indifferent.has(conclusion) ? "skipped" : "failed";
}

/**
 * Alerts belong to a branch, not to a commit: those that are open count, and those that were mended only after this
 * commit was scanned, because the commit still has them.
 */
async function scan(github: GitHub, commit: string, branch: string, severity: Severity): Promise<ScanResult> {
  const ref = `refs/heads/${branch}`;
  const scannedAt = await timeOfScan(github, ref, commit);
  if (scannedAt === undefined) return { scanned: false, alerts: 0 };
  const levels = severities.slice(severities.indexOf(severity));
  const found: Alert[] = [];
  for (const level of levels) {
    const open = await listAlerts(github, ref, level, "open");
    const mended = await listAlerts(github, ref, level, "fixed");
    found.push(...open, ...mended.filter(({ fixed_at }) => Date.parse(fixed_at ?? "") > scannedAt));
  }
  const [first] = found;
  return { scanned: true, alerts: found.length, ...(first && { url: first.html_url }) };
}

async function timeOfScan(github: GitHub, ref: string, commit: string): Promise<number | undefined> {
  const data = await github.ask(analyses, (client, repository) =>
    client.request("GET /repos/{owner}/{repo}/code-scanning/analyses", {
      ...repository,
      ref,
      per_page: perPage,
    }),
  );
  const times = (data ?? [])
    .filter(({ commit_sha, error }) => commit_sha === commit && !error)
    .map(({ created_at }) => Date.parse(created_at));
  return times.length === 0 ? undefined : Math.max(...times);
}

async function listAlerts(
  github: GitHub,
  ref: string,
  severity: Severity,
  state: "open" | "fixed",
): Promise<Alert[]> {
  return paged(async (page) => {
    const data = await github.ask(alerts, (client, repository) =>
      client.request("GET /repos/{owner}/{repo}/code-scanning/alerts", {
        ...repository,
        ref,
        severity,
        state,
        per_page: perPage,
        page,
      }),
    );
    // The branch was scanned, so that it has a list, if an empty one: "not found" hides it.
    if (!data) throw hidden();
    return data;
  });
}

async function nameOf(github: GitHub): Promise<string> {
  const known = await github.ask(repositoryAnswer, (client, repository) =>
    client.request("GET /repos/{owner}/{repo}", repository),
  );
  if (known) return known.full_name;
  const advice = "Correct `github.repository`, or give the token in `GITHUB_TOKEN` the right to read it.";
  throw unavailable("GitHub shows no such repository.", advice);
}

function hidden(): ProblemError {
  const advice = "Give the token in `GITHUB_TOKEN` the right to read code scanning alerts, or tick by hand.";
  return unavailable("GitHub does not show the alerts of code scanning.", advice);
}

function unavailable(what: string, advice: string): ProblemError {
  return new ProblemError(makeProblem("github-unavailable", what, advice));
}
