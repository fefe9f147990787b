/** Code scanning as GitHub documents it, which `emulate` does not know. */

/** What the scanner found, as GitHub lists it. */
export interface FakeAlert {
  severity: string;
  state: "open" | "fixed" | "dismissed";
  fixedAt?: string;
}

/** A commit of a branch that was scanned. */
export interface FakeScan {
  commit: string;
  at: string;
  ref: string;
  /** Why the analysis came to nothing. */
  error?: string;
}

/** GitHub answers 404 where a repository has never been scanned. */
export function listAnalyses(url: URL, { scans }: { scans: FakeScan[] }): [number, unknown] {
  if (scans.length === 0) return [404, { message: "no analysis found" }];
  const ref = url.searchParams.get("ref");
  const found = scans.filter((scan) => scan.ref === ref);
  return [
    200,
    found.map(({ ref: branch, commit, at, error = "" }) => ({
      ref: branch,
      commit_sha: commit,
      created_at: at,
      results_count: 0,
      error,
    })),
  ];
}

/** A page of the alerts, as GitHub lists them; it answers 404 to whom it does not show any. */
export function listAlerts(
  url: URL,
  repository: string,
  { alerts }: { alerts: FakeAlert[] | undefined },
): [number, unknown] {
  if (!alerts) return [404, { message: "Not Found" }];
  const wanted = (key: string, value: string): boolean => url.searchParams.get(key) === value;
  const found = alerts.filter(
    ({ severity, state }) => wanted("severity", severity) && wanted("state", state),
  );
  const page = Number(url.searchParams.get("page") ?? 1);
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const shown = found.slice((page - 1) * size, page * size).map(({ severity, state, fixedAt }, index) => ({
    number: index + 1,
    state,
    fixed_at: fixedAt ?? null,
    html_url: `https://github.com/${repository}/security/code-scanning/${index + 1}`,
    rule: { id: "js/injection", security_severity_level: severity },
  }));
  return [200, shown];
}
