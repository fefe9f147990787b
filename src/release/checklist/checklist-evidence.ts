import { type ChangedFile, mostChangedFiles } from "../git.ts";
import type { EvidenceSource } from "./checklist-items.ts";
import type { Evidence } from "./checklist.ts";
import type { CheckResult, ScanResult } from "./code-host.ts";

/** What a source says, before it is known when it was read and about which commit. */
export type Finding = Pick<Evidence, "result" | "words" | "url">;

type SourceOf<K extends EvidenceSource["kind"]> = Extract<EvidenceSource, { kind: K }>;

/** Whether the checks of a commit are green. A missing or unfinished one is unknown, and so is a commit without any. */
export function judgeChecks(checks: CheckResult[], { names }: SourceOf<"checks">): Finding {
  const missing = (names ?? []).filter((name) => !checks.some((check) => check.name === name));
  if (missing.length > 0) return unknown(`The commit has no check named ${listed(missing)}.`);
  const counted = checks.filter(({ name }) => names === undefined || names.includes(name));
  const red = counted.filter(({ state }) => state === "failed");
  if (red.length > 0)
    return { ...failed(`${listed(red.map(({ name }) => name))} failed.`), ...linkOf(red[0]) };
  const waiting = counted.filter(({ state }) => state === "waiting");
  if (waiting.length > 0)
    return {
      ...unknown(`${waiting.length} of ${counted.length} checks are not done yet.`),
      ...linkOf(waiting[0]),
    };
  const green = counted.filter(({ state }) => state === "passed");
  if (green.length === 0) return unknown("No check has run on this commit.");
  const words =
    green.length === 1
      ? `The check ${listed(green.map(({ name }) => name))} passed.`
      : `All ${green.length} checks passed.`;
  return { ...passed(words), ...linkOf(green[0]) };
}

/** Whether a scan of the commit found nothing this severe. Without a scan of this very commit it is unknown. */
export function judgeScan(
  { scanned, alerts, url }: ScanResult,
  { severity }: SourceOf<"code-scanning">,
): Finding {
  const link = url === undefined ? {} : { url };
  if (!scanned) return { ...unknown("Code scanning has not analysed this commit."), ...link };
  const bar = severity === "critical" ? "critical" : `${severity} or worse`;
  if (alerts === 0) return { ...passed(`0 ${bar} alerts.`), ...link };
  return { ...failed(`${alerts} ${bar} ${alerts === 1 ? "alert" : "alerts"}.`), ...link };
}

/** Whether a check reports enough coverage, by the first percentage in its title or summary. */
export function judgeCoverageOfCheck(
  checks: CheckResult[],
  { check, above }: SourceOf<"coverage-of-check">,
): Finding {
  const found = checks.find(({ name }) => name === check);
  if (!found) return unknown(`The commit has no check named ${listed([check])}.`);
  if (found.state === "waiting")
    return { ...unknown(`The check ${listed([check])} is not done yet.`), ...linkOf(found) };
  return {
    ...judgeCoverage(firstPercentage(found.output), above, `the check ${listed([check])}`),
    ...linkOf(found),
  };
}

/** Whether a coverage report in the repository says enough; `text` is undefined where there is no such file. */
export function judgeCoverageOfFile(
  text: string | undefined,
  { file, above }: SourceOf<"coverage-of-file">,
): Finding {
  if (text === undefined) return unknown(`There is no file ${file} at this commit.`);
  return judgeCoverage(readCoverage(text), above, file);
}

function judgeCoverage(percent: number | undefined, above: number, where: string): Finding {
  if (percent === undefined || percent > 100) return unknown(`No percentage can be read from ${where}.`);
  const words = `${percent} % covered, more than ${above} % is wanted.`;
  return percent > above ? passed(words) : failed(words);
}

/**
 * The percentage of a coverage report: Istanbul's and coverage.py's JSON summaries, Cobertura's XML, LCOV, or the first
 * percentage of any other text. Undefined when there is none.
 */
export function readCoverage(text: string): number | undefined {
  return percentageOfJson(text) ?? percentageOfXml(text) ?? percentageOfLcov(text) ?? firstPercentage(text);
}

function percentageOfJson(text: string): number | undefined {
  const istanbul = /"total"\s*:\s*\{\s*"lines"\s*:\s*\{[^{}]*"pct"\s*:\s*([\d.]+)/u.exec(text);
  const python = /"totals"\s*:\s*\{[^{}]*"percent_covered"\s*:\s*([\d.]+)/u.exec(text);
  return numberIn(istanbul?.[1] ?? python?.[1]);
}

function percentageOfXml(text: string): number | undefined {
  const rate = /<coverage\s[^>]*?\bline-rate="(\d+(?:\.\d+)?)"/u.exec(text)?.[1];
  return rate === undefined ? undefined : rounded(Number(rate) * 100);
}

function percentageOfLcov(text: string): number | undefined {
  const sum = (record: RegExp): number =>
    [...text.matchAll(record)].reduce((all, [, count]) => all + Number(count), 0);
  const lines = sum(/^LF:(\d+)$/gmu);
  return lines === 0 ? undefined : rounded((sum(/^LH:(\d+)$/gmu) / lines) * 100);
}

function firstPercentage(text: string): number | undefined {
  return numberIn(/(\d{1,3}(?:\.\d{1,6})?) ?%/u.exec(text)?.[1]);
}

function numberIn(text: string | undefined): number | undefined {
  const number = Number(text);
  return text === undefined || Number.isNaN(number) ? undefined : rounded(number);
}

/** Cut after four places: 79.99999 must not become 80, and 80.004 is more than that. */
function rounded(number: number): number {
  return Math.floor(number * 10_000 + 1e-6) / 10_000;
}

/** Whether the migrations of a release are there: among its changes, or not needed by any of them. */
export function judgeMigrations(
  changed: ChangedFile[],
  { paths, neededBy }: SourceOf<"migrations">,
): Finding {
  // One that was taken out is nothing that a database could be brought forward with.
  const migrations = below(
    changed.filter(({ isGone }) => !isGone),
    paths,
  );
  if (migrations.length > 0)
    return passed(`${amount(migrations, "migration")} among the changes: ${shownPaths(migrations)}.`);
  if (isCut(changed)) return tooMany;
  if (neededBy.length === 0)
    return unknown(`No migration is among the changes; whether one is needed only people know.`);
  const reasons = below(changed, neededBy);
  if (reasons.length === 0) return passed("Nothing has changed that needs a migration.");
  return failed(`${shownPaths(reasons)} changed, and no migration is among the changes.`);
}

/** Whether the documentation is among the changes of a release. */
export function judgeDocumentation(changed: ChangedFile[], { paths }: SourceOf<"documentation">): Finding {
  const pages = below(changed, paths);
  if (pages.length > 0) return passed(`${amount(pages, "page")} changed: ${shownPaths(pages)}.`);
  if (isCut(changed)) return tooMany;
  return failed(`Nothing in ${paths.join(" or ")} has changed.`);
}

/** Whether a release can be taken back: another version was verified where it goes. `target` is the newest of those. */
export function judgeRollbackTarget(target: string | undefined, environment: string): Finding {
  if (target === undefined)
    return failed(`No other version was verified on ${environment}: there is nothing to go back to.`);
  return passed(`${environment} can go back to ${target}.`);
}

/** What was not looked at may have what is missing. */
function isCut(changed: ChangedFile[]): boolean {
  return changed.length >= mostChangedFiles;
}

const tooMany = unknown(
  `${mostChangedFiles.toLocaleString("en")} files have changed or more, and the others were not looked at.`,
);

function below(files: ChangedFile[], folders: string[]): string[] {
  return files.flatMap(({ path }) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`)) ? [path] : [],
  );
}

function amount(files: string[], what: string): string {
  return `${files.length} ${what}${files.length === 1 ? "" : "s"}`;
}

function shownPaths(files: string[]): string {
  const rest = files.length - 3;
  return `${files.slice(0, 3).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function listed(names: string[]): string {
  const rest = names.length - 3;
  return `${names
    .slice(0, 3)
    .map((name) => `“${name}”`)
    .join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function linkOf(check: CheckResult | undefined): { url?: string } {
  return check?.url === undefined ? {} : { url: check.url };
}

function passed(words: string): Finding {
  return { result: "passed", words };
}

function failed(words: string): Finding {
  return { result: "failed", words };
}

function unknown(words: string): Finding {
  return { result: "unknown", words };
}
