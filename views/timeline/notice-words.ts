import { formatDuration } from "../../src/release/duration.ts";
import type { ChangeFacts, NoticeFacts } from "../../src/release/timeline/notice-facts.ts";
import type { Course, CourseState } from "../../src/release/timeline/timeline-course.ts";
import { code, cut, escape, lines, moment } from "../blocks.ts";

/** One picture and one word for each state of a release, the same in every notice. */
const pictures: Record<CourseState, string> = {
  planned: ":date:",
  cancelled: ":no_entry_sign:",
  "under way": ":large_blue_circle:",
  live: ":white_check_mark:",
  failed: ":x:",
  "rolling back": ":rewind:",
  "rolled back": ":rewind:",
  overtaken: ":fast_forward:",
};

/** Where a release stands, in one sentence with its picture: what a reader must know if they read nothing else. */
export function courseWords(course: Course, version: string, environment: string): string {
  return `${pictures[course.state]} ${courseSentence(course, version, environment, moment)}`;
}

/** The same without picture; `show` writes a moment. */
export function courseSentence(
  course: Course,
  version: string,
  environment: string,
  show: (at: number) => string,
): string {
  const { state, at, by, because } = course;
  if (course.again) return againWords({ ...course, again: course.again }, version, environment, show);
  const when = at === undefined ? "" : ` ${show(at)}`;
  const why = because === undefined ? "" : `: ${cut(escape(because), 400)}`;
  const other = escape(by ?? "another version");
  const name = escape(version);
  const place = escape(environment);
  const sentences: Record<CourseState, string> = {
    planned: `${name} has not started on ${place}.`,
    cancelled: `${name} was cancelled${why}.`,
    "under way": `${name} has been on its way to ${place} since${when}.`,
    live: `${name} has been live on ${place} since${when}.`,
    failed: `${name} failed on ${place}${when}${why}.`,
    "rolling back": `${name} is being taken back on ${place}${when === "" ? "" : `, since${when}`}; ${other} takes its place${why}.`,
    "rolled back": `${name} was rolled back on ${place}${when}; ${other} took its place${why}.`,
    overtaken: `${name} was live on ${place} until ${other} took its place${when}.`,
  };
  return sentences[state].replaceAll("..", ".");
}

/** A release whose newest deploy gives way to what was verified of it before: of which commit each is, where they differ. */
function againWords(
  { state, at, because, again }: Course & { again: NonNullable<Course["again"]> },
  version: string,
  environment: string,
  show: (at: number) => string,
): string {
  const name = escape(version);
  const place = escape(environment);
  const since = at === undefined ? "" : ` since ${show(at)}`;
  const reason = again.because ?? because;
  const why = reason === undefined ? "" : `: ${cut(escape(reason), 400)}`;
  const isMoved = again.left !== again.kept;
  const [left, kept] = [again.left, again.kept].map((hash) =>
    isMoved ? ` at commit ${hash.slice(0, 7)}` : "",
  );
  const words =
    state === "rolling back"
      ? `The last deploy of ${name}${left} has been on its way back on ${place}${since}; what was verified of it before${kept} takes its place${why}.`
      : `${name} has been live on ${place}${since}${kept}. The last deploy of it${left} did not get there${why}.`;
  return words.replaceAll("..", ".");
}

/** A moment for texts in which Slack shows no zone of the reader: in UTC. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** What ships, in few lines: breaking changes first, then features, fixes and the rest; each list says what it leaves out. */
export function changesWords(changes: ChangeFacts | undefined, most: number): string {
  if (!changes) return "_The repository did not answer, so what ships is not listed here._";
  if (changes.commits === 0) return "_No commits since the version before._";
  const told = listsOf(changes, most).map(({ title, items, left }) => list(title, items, left));
  return (
    told.filter(Boolean).join("\n") ||
    `_${countWords(changes.commits, "commit")}, none of them for people to read._`
  );
}

/** Whether these lists tell every change, in its whole length. */
export function tellsAll(changes: ChangeFacts, most: number): boolean {
  return listsOf(changes, most).every(({ title, items, left }) => {
    return left === 0 && !/…$|_and \d+ more_$/mu.test(list(title, items, left));
  });
}

function listsOf({ breaking, features, fixes, others, left }: ChangeFacts, most: number) {
  const lists = [
    { title: ":boom: *Breaking*", all: breaking, most, more: left?.breaking },
    { title: "*New*", all: features, most, more: left?.features },
    { title: "*Fixed*", all: fixes, most, more: left?.fixes },
    { title: "*Also*", all: others, most: Math.min(most, 3), more: left?.others },
  ];
  return lists.map(({ title, all, most: shown, more = 0 }) => {
    const items = all.slice(0, shown);
    return { title, items, left: all.length - items.length + more };
  });
}

function list(title: string, items: string[], left: number): string {
  if (items.length === 0) return "";
  return `${title}\n${lines(
    items.map((item) => `• ${cut(escape(item), 200)}`),
    items.length,
    900,
    left,
  )}`;
}

/** `3 commits by Eli Navarro and Mina Sato`. */
export function peopleWords(changes: ChangeFacts): string {
  const names = cut(changes.authors.map(escape).join(", "), 400);
  return `${countWords(changes.commits, "commit")}${names === "" ? "" : ` by ${names}`}`;
}

/** `1 commit`, `2 commits`. */
export function countWords(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** Said on top when the notice does not come when it should have. */
export function timingWords({ notice, now }: NoticeFacts): string[] {
  if (notice.isLate) {
    const late = formatDuration((now - notice.due) / 1000);
    return [
      `:hourglass: This comes ${late} late; it was due ${moment(notice.due)}. It tells what is true now.`,
    ];
  }
  return notice.isShortNotice ? [":hourglass: At short notice: it was planned only now."] : [];
}

/** Whom to ask. */
export function askWords({ manager, command, version }: NoticeFacts): string {
  const who = manager?.name === undefined ? "the release managers" : cut(escape(manager.name), 100);
  return `Questions: ask ${who}. Everything planned: ${code(`${command} timeline ${version}`)}`;
}
