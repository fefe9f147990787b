import type { Author } from "./conventional-commit.ts";

/** Addresses of things on the repository's host; undefined where the host has no such page. */
export interface Links {
  commit(hash: string): string;
  pullRequest(number: number): string;
  /** "#4", or "group/project#4" of another repository on the same host. */
  issue(reference: string): string | undefined;
  compare(from: string, to: string): string;
  /** Known only where the address in the commit is the host's own. */
  author(author: Author): string | undefined;
}

interface Paths {
  commit: string;
  pullRequest: string;
  issue: string;
  compare(from: string, to: string): string;
}

const github: Paths = {
  commit: "commit",
  pullRequest: "pull",
  issue: "issues",
  compare: (from, to) => `compare/${from}...${to}`,
};
const gitlab: Paths = {
  commit: "-/commit",
  pullRequest: "-/merge_requests",
  issue: "-/issues",
  compare: (from, to) => `-/compare/${from}...${to}`,
};
const bitbucket: Paths = {
  commit: "commits",
  pullRequest: "pull-requests",
  issue: "issues",
  compare: (from, to) => `branches/compare/${to}..${from}`,
};

/** Links into the repository's web pages, by its host; undefined without an http(s) address. Unknown hosts are taken for GitHub's kind. */
export function linksOf(webUrl: string | undefined): Links | undefined {
  const url = webUrl !== undefined && URL.canParse(webUrl) ? new URL(webUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const base = `${url.origin}${url.pathname.replace(/(\.git)?\/*$/, "")}`;
  const paths = pathsOf(url.hostname);
  return {
    commit: (hash) => `${base}/${paths.commit}/${hash}`,
    pullRequest: (number) => `${base}/${paths.pullRequest}/${number}`,
    issue(reference) {
      const [, project = "", number] = /^([\w.-]+\/[\w.-]+)?#(\d+)$/.exec(reference) ?? [];
      if (number === undefined) return undefined;
      return `${project === "" ? base : `${url.origin}/${project}`}/${paths.issue}/${number}`;
    },
    compare: (from, to) => `${base}/${paths.compare(encodeURIComponent(from), encodeURIComponent(to))}`,
    author({ email }) {
      const login = /^(?:\d+\+)?([\w-]{1,39})@users\.noreply\.github\.com$/.exec(email)?.[1];
      return login !== undefined && paths === github ? `${url.origin}/${login}` : undefined;
    },
  };
}

function pathsOf(host: string): Paths {
  if (host.includes("gitlab")) return gitlab;
  return host.includes("bitbucket") ? bitbucket : github;
}
