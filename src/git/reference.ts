import { makeProblem, ProblemError } from "../release/problem.ts";

const shape = /^[A-Za-z0-9][A-Za-z0-9._/@+-]*$/;
const longest = 200;

/**
 * Whether a name of a tag, branch or commit may be shown to git at all. Narrower than git's own rule: nothing that
 * could be read as an option, a range, a reflog entry or a path outside of the references.
 */
function isSafeRef(ref: string): boolean {
  if (ref.length > longest || !shape.test(ref)) return false;
  return !ref.includes("..") && !ref.includes("//") && !/\.lock(\/|$)|\/\.|[/.]$/.test(ref);
}

/** Returns the name, or raises `bad-ref` before git sees it. */
export function checkRef(ref: string): string {
  if (isSafeRef(ref)) return ref;
  const shown = JSON.stringify(ref.slice(0, 60));
  throw new ProblemError(
    makeProblem(
      "bad-ref",
      `${shown} cannot be the name of a tag, branch or commit.`,
      "Use a name like v1.5.0: letters, digits and . _ / - only.",
    ),
  );
}

/** Whether a path stays inside of the folder that it starts from and names no part of git's own folder. */
export function isSafePath(path: string): boolean {
  if (path === "" || path.startsWith("/") || /[\0\\]/.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !isGitFolder(part));
}

/** Some file systems read these as `.git`. */
function isGitFolder(name: string): boolean {
  return /^(\.git|git~\d+)[ .]*$/i.test(name);
}

/** A repository path without `./` in front and slashes behind: "" for the whole; raises `bad-ref` when it leaves it. */
export function checkPath(path: string): string {
  const plain = path.replace(/^(\.\/+)+/, "").replace(/\/+$/, "");
  if (plain === "" || plain === "." || isSafePath(plain)) return plain === "." ? "" : plain;
  const what = `${JSON.stringify(path.slice(0, 100))} is not a path inside of the repository.`;
  throw new ProblemError(
    makeProblem("bad-ref", what, "Use a path from the repository's root, like deploy/production."),
  );
}
