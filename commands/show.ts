import type { Parts } from "../src/parts.ts";
import { environmentsFor, isAllowed } from "../src/release/access.ts";
import { openItems } from "../src/release/checklist/checklist.ts";
import { linksOf } from "../src/release/notes/links.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { lastingName, type Release } from "../src/release/book/release.ts";
import { beingPrepared } from "../src/release/preparation/being-prepared.ts";
import { drawReleasePage, type ReleasePageFacts } from "../views/calendar/release-page.ts";
import { renewable } from "../views/renewed.ts";
import { findRelease } from "./releases.ts";
import { type Answer, type Ask, authorise, isAlone, mayPlan, type Verb } from "./verb.ts";
import type { Viewer } from "./waiting.ts";
import { readerOf } from "./words.ts";

const usage = "show <version>";
const readTyped = readerOf(usage);

/** `/release show v1.5.0`: the page of a release. */
export const show: Verb = { name: "show", usage, summary: "Everything about one release", handle: askToShow };

async function askToShow(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readTyped(ask.text);
  const asker = await authorise(ask, "view", parts);
  const [text] = positionals;
  if (text === undefined) throw new ProblemError(await whichRelease(parts));
  const release = await findRelease(text, parts);
  const page = drawReleasePage(await pageOf(release, { asker, isAlone: isAlone(ask) }, parts));
  return { say: renewable(page, `show ${lastingName(release)}`) };
}

async function whichRelease(parts: Parts): Promise<ReturnType<typeof makeProblem>> {
  const open = (await parts.book.open()).slice(0, 10).map(({ version }) => version);
  const advice = open.length === 0 ? "Nothing is planned." : `On their way: ${open.join(", ")}.`;
  return makeProblem("missing-argument", "Which release?", `Type \`/release ${usage}\`. ${advice}`);
}

async function pageOf(
  release: Release,
  { asker, isAlone: mayPress }: Viewer,
  parts: Parts,
): Promise<ReleasePageFacts> {
  const { settings } = parts;
  const { version, commit, since } = release;
  const seen = environmentsFor({ asker, permission: "view", settings }).map(({ name }) => name);
  const [live, runs, hold, checklist, verified, busy] = await Promise.all([
    Promise.all(seen.map((name) => parts.releases.live(name))),
    parts.runs.history({ version }, 5),
    parts.holds.get(version),
    parts.checklists.get(version),
    Promise.all(seen.map((name) => verifiedOn(name, release, parts))),
    beingPrepared(parts.preparations),
  ]);
  const links = linksOf(settings.repository);
  return {
    release,
    timeZone: settings.timeZone,
    command: settings.command,
    verified: verified.flat(),
    ...(mayPress && {
      may: {
        plan: mayPlan(asker, settings),
        deploy: isAllowed({ asker, permission: "deploy", settings }),
      },
    }),
    isBeingPrepared: busy.has(lastingName(release)),
    liveOn: seen.filter((_, index) => live[index]?.version === version),
    runs: runs.filter(({ environment }) => seen.includes(environment)),
    ...(hold && { hold }),
    ...(checklist && { openItems: openItems(checklist, settings, commit).map(({ words }) => words) }),
    ...(links && commit !== undefined && since !== undefined && { changes: links.compare(since, version) }),
  };
}

async function verifiedOn(
  environment: string,
  { version, commit }: Release,
  parts: Parts,
): Promise<ReleasePageFacts["verified"]> {
  const versions = await parts.releases.verifiedVersions(environment);
  const own = versions.find(
    (one) => one.version === version && (commit === undefined || one.commit === commit),
  );
  return own ? [{ environment, at: own.at }] : [];
}
