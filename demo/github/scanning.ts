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
}

/** GitHub answers 404 where a repository has never been scanned. */
export function listAnalyses(url: URL, { scans }: { scans: FakeScan[] }): [number, unknown] {
  if (scans.length === 0) return [404, { message: "no analysis found" }];
  const ref = url.searchParams.get("ref");
  const found = scans.filter((scan) => scan.ref === ref);
  return [
    200,
    found.map((scan) => ({ ref: scan.ref, commit_sha: scan.commit, created_at: scan.at, results_count: 0 })),
  ];
}

/** A page of the alerts, as GitHub lists them. */
export function listAlerts(url: URL, repository: string, { alerts }: { alerts: FakeAlert[] }): unknown {
  const wanted = (key: string, value: string): boolean => url.searchParams.get(key) === value;
  const found = alerts.filter(
    ({ severity, state }) => wanted("severity", severity) && wanted("state", state),
  );
  const page = Number(url.searchParams.get("page") ?? 1);
  const size = Number(url.searchParams.get("per_page") ?? 30);
  return found.slice((page - 1) * size, page * size).map(({ severity, state, fixedAt }, index) => ({
    number: index + 1,
    state,
    fixed_at: fixedAt ?? null,
    html_url: `https://github.com/${repository}/security/code-scanning/${index + 1}`,
    rule: { id: "js/injection", security_severity_level: severity },
  }));
}
