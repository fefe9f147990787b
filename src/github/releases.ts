import { z } from "zod";
import type { HostPage, HostRelease, ReleasePages } from "../release/preparation/host-release.ts";
import { ProblemError } from "../release/problem.ts";
import { type GitHubRelease, release, releases } from "./answers.ts";
import { type GitHub, paged, perPage } from "./client.ts";

/** The releases of a repository on GitHub. */
export function createReleasePages(github: GitHub): ReleasePages {
  return {
    find: (tag) => find(github, tag),
    publish: (wanted) => publish(github, wanted),
  };
}

/** GitHub tells a draft by no tag, only in the list. */
async function find(github: GitHub, tag: string): Promise<HostPage | undefined> {
  const published = await github.ask(release, (client, repository) =>
    client.request("GET /repos/{owner}/{repo}/releases/tags/{tag}", { ...repository, tag }),
  );
  if (published) return pageOf(published);
  const [oldest] = await allOf(github, tag);
  return oldest && pageOf(oldest);
}

/** Everything that names a tag, drafts included, oldest first. */
async function allOf(github: GitHub, tag: string): Promise<GitHubRelease[]> {
  const all = await paged(async (page) => {
    const found = await github.ask(releases, (client, repository) =>
      client.request("GET /repos/{owner}/{repo}/releases", { ...repository, per_page: perPage, page }),
    );
    return found ?? [];
  });
  return all.filter(({ tag_name }) => tag_name === tag).toSorted((a, b) => a.id - b.id);
}

async function publish(github: GitHub, wanted: HostRelease): Promise<HostPage> {
  const { tag, body, isDraft, isPrerelease, isLatest } = wanted;
  try {
    const made = await github.tell(release, (client, repository) =>
      client.request("POST /repos/{owner}/{repo}/releases", {
        ...repository,
        tag_name: tag,
        name: tag,
        body,
        draft: isDraft,
        prerelease: isPrerelease,
        // GitHub has no latest draft: whoever publishes one says then whether it is the latest.
        make_latest: isLatest && !isDraft ? "true" : "false",
      }),
    );
    return isDraft ? await keepOne(github, made) : pageOf(made);
  } catch (error) {
    // Another worker, or a workflow that the tag has started, may have been first.
    const isRefused = error instanceof ProblemError && error.problem.code === "github-refused";
    const there = isRefused ? await find(github, tag) : undefined;
    if (there) return there;
    throw error;
  }
}

/**
 * GitHub takes any number of drafts for one tag. Of two that were made at the same moment, as by a process that was frozen
 * between its look and its act, the older one stays: whoever finds one takes back what it has just made, and nothing else.
 */
async function keepOne(github: GitHub, made: GitHubRelease): Promise<HostPage> {
  const others = (await allOf(github, made.tag_name)).filter(({ id }) => id !== made.id);
  const first = others.find(({ id, draft }) => !draft || id < made.id);
  if (!first) return pageOf(made);
  await github.tell(z.unknown(), (client, repository) =>
    client.request("DELETE /repos/{owner}/{repo}/releases/{release_id}", {
      ...repository,
      release_id: made.id,
    }),
  );
  return pageOf(first);
}

function pageOf({ html_url, draft }: { html_url: string; draft: boolean }): HostPage {
  return { url: html_url, isDraft: draft };
}
