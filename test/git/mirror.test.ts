import { chmod, mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createTcpServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openGit } from "../../src/git/mirror.ts";
import type { Git } from "../../src/release/git.ts";
import { makeRepository, type TestRepository } from "./repository.ts";

let repository: TestRepository;
let cacheFolder: string;

beforeEach(async () => {
  repository = await makeRepository();
  cacheFolder = await repository.scratch("cache");
});
afterEach(() => repository.remove());

function open(location = repository.folder, env: Record<string, string | undefined> = {}): Git {
  return openGit({
    location,
    cacheFolder,
    env: { PATH: process.env["PATH"], ...env },
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

describe("the mirror", () => {
  it("lists tags with the commits they lead to, through nested annotations", async () => {
    const first = await repository.commit("feat: begin");
    await repository.tag("v1.0.0");
    const second = await repository.commit("fix: mend");
    await repository.tag("v1.0.1", { lightweight: true });
    await repository.tag("signed-off", { at: "v1.0.0" });
    expect(await open().tags()).toEqual([
      { tag: "signed-off", commit: first },
      { tag: "v1.0.0", commit: first },
      { tag: "v1.0.1", commit: second },
    ]);
  });

  it("sees what another process has fetched", async () => {
    await repository.commit("feat: begin");
    const [one, other] = [open(), open()];
    expect(await one.tags()).toEqual([]);
    await repository.tag("v1.0.0");
    expect(await one.tags()).toEqual([]);
    await other.refresh();
    expect(await one.tags()).toEqual([{ tag: "v1.0.0", commit: await one.branchTip("main") }]);
  });

  it("has no tags where there are none", async () => {
    await repository.commit("feat: begin");
    expect(await open().tags()).toEqual([]);
  });

  it("tells which tags a branch contains", async () => {
    await repository.commit("feat: begin");
    await repository.tag("v1.0.0");
    await repository.branch("hotfix/1.0", "v1.0.0");
    await repository.commit("fix: mend");
    await repository.tag("v1.0.0-hotfix.1");
    await repository.branch("main");
    const git = open();
    expect((await git.reachableTags("main")).map(({ tag }) => tag)).toEqual(["v1.0.0"]);
    expect((await git.reachableTags("hotfix/1.0")).map(({ tag }) => tag)).toEqual([
      "v1.0.0",
      "v1.0.0-hotfix.1",
    ]);
  });

  it("follows moved tags, rewritten branches and removed ones", async () => {
    await repository.commit("feat: begin");
    await repository.tag("v1.0.0");
    await repository.branch("old", "main");
    const git = open();
    await git.refresh();
    await repository.branch("main");
    await repository.git("commit", "--quiet", "--amend", "--allow-empty", "-m", "feat: begin again");
    await repository.git("tag", "-f", "-a", "-m", "moved", "v1.0.0");
    await repository.git("branch", "-D", "old");
    await git.refresh();
    const now = await repository.git("rev-parse", "HEAD");
    expect(await git.resolve("main")).toBe(now);
    expect(await git.resolve("v1.0.0")).toBe(now);
    expect(await git.resolve("old")).toBeUndefined();
  });

  it("resolves tags before branches, and hashes", async () => {
    const first = await repository.commit("feat: begin");
    await repository.tag("same");
    const second = await repository.commit("fix: mend");
    await repository.branch("same", "main");
    const git = open();
    expect(await git.resolve("same")).toBe(first);
    expect(await git.resolve("main")).toBe(second);
    expect(await git.resolve(first)).toBe(first);
    expect(await git.resolve(first.slice(0, 8))).toBe(first);
    expect(await git.resolve("v9.9.9")).toBeUndefined();
    expect(await git.resolve("f".repeat(40))).toBeUndefined();
  });

  it.each([
    "--upload-pack=touch x",
    "-d",
    "--output=x",
    "v1;rm",
    "$(x)",
    "../x",
    "a..b",
    "main@{1}",
    "v1\n",
    "v1.0.0^{/x}",
    "HEAD:x",
    "",
    "x".repeat(300),
    "a b",
    "refs//x",
    "x.lock",
  ])("refuses the reference %j before git sees it", async (ref) => {
    const git = openGit({ location: "/nowhere", cacheFolder, env: {} });
    await expect(git.resolve(ref)).rejects.toMatchObject({ problem: { code: "bad-ref" } });
    await expect(git.reachableTags(ref)).rejects.toMatchObject({ problem: { code: "bad-ref" } });
  });
});

describe("bad circumstances", () => {
  it("refuses a shallow clone, and takes it once it is whole", async () => {
    await repository.commit("one");
    await repository.commit("two");
    const clone = await repository.scratch("clone");
    await repository.git("clone", "--quiet", "--depth=1", `file://${repository.folder}`, clone);
    const git = open(clone);
    await expect(git.tags()).rejects.toMatchObject({
      problem: { code: "git-unavailable", what: expect.stringContaining("shallow") },
    });
    await repository.git("-C", clone, "fetch", "--quiet", "--unshallow");
    expect(await git.resolve("main")).toBe(await repository.git("rev-parse", "main"));
  });

  it("runs no hook and no setting of the repository", async () => {
    await repository.commit("one");
    const trace = join(await repository.scratch("trace"), "ran");
    const hooks = join(repository.folder, ".git/hooks");
    await mkdir(hooks, { recursive: true });
    for (const hook of ["post-checkout", "pre-push", "reference-transaction", "post-merge"]) {
      await writeFile(join(hooks, hook), `#!/bin/sh\ntouch ${trace}\n`);
      await chmod(join(hooks, hook), 0o755);
    }
    await repository.git("config", "uploadpack.packObjectsHook", `touch ${trace}`);
    await repository.git("config", "remote.origin.url", `ext::touch ${trace}`);
    await repository.git("config", "core.fsmonitor", `touch ${trace}`);
    const git = open();
    await git.refresh();
    expect(await git.resolve("main")).toBe(await repository.git("rev-parse", "main"));
    await expect(readFile(trace)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("clears locks that a killed process left behind", async () => {
    await repository.commit("one");
    const git = open();
    await git.refresh();
    const [name = ""] = await readdir(cacheFolder);
    const stale = join(cacheFolder, name, "packed-refs.lock");
    await writeFile(stale, "");
    await utimes(stale, new Date(0), new Date(0));
    await writeFile(join(cacheFolder, `${name}.lock`), "4194305 elsewhere");
    await utimes(join(cacheFolder, `${name}.lock`), new Date(0), new Date(0));
    const second = await repository.commit("two");
    await git.refresh();
    expect(await git.resolve("main")).toBe(second);
    expect(await readdir(cacheFolder)).toEqual([name]);
  });

  it("lets many refresh at once, in one process or several", async () => {
    const commit = await repository.commit("one");
    const gits = [open(), open(), open(), open()];
    await Promise.all(gits.flatMap((git) => [git.refresh(), git.refresh()]));
    expect(await Promise.all(gits.map((git) => git.resolve("main")))).toEqual(gits.map(() => commit));
  });

  it.each(["ext::sh -c whoami", "--upload-pack=x:y", "fd::1", "javascript:alert(1)"])(
    "refuses to fetch from %j",
    (location) => {
      expect(() => open(location === "--upload-pack=x:y" ? "ext::x" : location)).toThrow(
        /neither a path nor/,
      );
    },
  );

  it("says what happened when there is no repository", async () => {
    await expect(open(join(repository.folder, "nowhere")).refresh()).rejects.toMatchObject({
      problem: { code: "git-unavailable" },
    });
  });

  it("gives up on a host that never answers", async () => {
    const server = createTcpServer();
    const port = await listen(server);
    const git = openGit({
      location: `git://127.0.0.1:${port}/product`,
      cacheFolder,
      env: { PATH: process.env["PATH"] },
      timeouts: { silence: 300 },
    });
    await expect(git.refresh()).rejects.toMatchObject({
      problem: { code: "git-unavailable", what: expect.stringContaining("did not answer within") },
    });
    server.close();
  });

  it("hands the SSH key to ssh alone, and asks nobody", async () => {
    const bin = await repository.scratch("bin");
    const asked = join(bin, "asked");
    await writeFile(join(bin, "ssh"), `#!/bin/sh\nprintf '%s\\n' "$@" > '${asked}'\nexit 255\n`);
    await chmod(join(bin, "ssh"), 0o755);
    const env = { PATH: `${bin}:${process.env["PATH"]}`, SLIPWAY_GIT_SSH_KEY: "/keys/it's mine" };
    await expect(open("git@git.nexus.example:nexus/platform.git", env).refresh()).rejects.toMatchObject({
      problem: { code: "git-unavailable" },
    });
    const args = (await readFile(asked, "utf8")).split("\n");
    expect(args).toEqual(expect.arrayContaining(["BatchMode=yes", "IdentitiesOnly=yes", "/keys/it's mine"]));
    expect(args).toContain("git@git.nexus.example");
  });

  it("sends the token as a header and never shows it", async () => {
    const headers: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      headers.push(request.headers.authorization);
      response.writeHead(403).end();
    });
    const location = `http://127.0.0.1:${await listen(server)}/product`;
    const failure = await open(location, { SLIPWAY_GIT_TOKEN: "t0psecret" })
      .refresh()
      .catch((error: unknown) => error);
    server.close();
    expect(headers[0]).toBe(`Basic ${Buffer.from("x-access-token:t0psecret").toString("base64")}`);
    expect(failure).toMatchObject({ problem: { advice: expect.stringContaining("SLIPWAY_GIT_TOKEN") } });
    expect(JSON.stringify(failure)).not.toContain("t0psecret");
  });
});
