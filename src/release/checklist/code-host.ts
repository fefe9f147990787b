import type { Severity } from "./checklist-items.ts";

/** One check of a commit, the newest of its name. */
export interface CheckResult {
  name: string;
  /** `skipped` stands for everything that neither succeeded nor failed. */
  state: "waiting" | "passed" | "failed" | "skipped";
  /** Its title and summary, as its tool wrote them. */
  output: string;
  url?: string;
}

/** What code scanning knows of a commit. */
export interface ScanResult {
  /** Whether the commit was scanned at all: without a scan, no alert means nothing. */
  scanned: boolean;
  /** Alerts of this severity or worse that the commit has. */
  alerts: number;
  url?: string;
}

/** Where the repository is reviewed and checked. Raises `github-unavailable` when it does not answer, or refuses. */
export interface CodeHost {
  checks(commit: string): Promise<CheckResult[]>;
  scan(commit: string, branch: string, severity: Severity): Promise<ScanResult>;
  /** What the host calls the repository: whoever gets an answer can reach it, and may read it. */
  name(): Promise<string>;
}
