import { makeProblem, ProblemError } from "../release/problem.ts";
import { redact, type Remote } from "./remote.ts";

const shorter = 300;

/** A `git-unavailable` problem out of what git said, without credentials, with advice where the reason is known. */
export function gitFailure(said: string, remote: Remote): ProblemError {
  const reason = redact(said, remote.secrets).replace(/\s+/g, " ").trim().slice(0, shorter);
  const what = `The repository could not be read: ${reason || "git said nothing"}.`.replace(/\.\.$/, ".");
  return new ProblemError(makeProblem("git-unavailable", what, adviceFor(said)));
}

/** The same for a repository that did not answer in time; the time is in milliseconds. */
export function gitTimeout(remote: Remote, milliseconds: number): ProblemError {
  const where = redact(remote.address, remote.secrets);
  const what = `The repository ${where} did not answer within ${Math.round(milliseconds / 1000)} s.`;
  return new ProblemError(
    makeProblem("git-unavailable", what, "Try again; if it stays so, look at the host."),
  );
}

/** The refusal of a source whose history is cut: versions and notes made from it would be wrong. */
export function shallowSource(): ProblemError {
  return new ProblemError(
    makeProblem(
      "git-unavailable",
      "The repository is a shallow clone, so its history and tags are not complete.",
      "Run `git fetch --unshallow --tags` in it, or name the original repository.",
    ),
  );
}

function adviceFor(said: string): string {
  if (/authentication|permission denied|could not read Username|403|401/i.test(said)) {
    return "Check SLIPWAY_GIT_TOKEN or SLIPWAY_GIT_SSH_KEY: they must be allowed to read the repository.";
  }
  if (/host key/i.test(said))
    return "Add the host's key to the known_hosts file of the user that runs Slipway.";
  if (/dubious ownership/i.test(said)) {
    return "Make the repository belong to the user that runs Slipway, or list it under git's safe.directory.";
  }
  if (/no space left/i.test(said)) return "Make room in the data folder, then try again.";
  return "Check the repository's location in the configuration, then try again.";
}

/** Whether an error is the operating system's of this name. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
