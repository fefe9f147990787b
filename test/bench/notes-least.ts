import { spawn } from "node:child_process";

/**
 * The least that a program for Node does to make a list out of a history: no footers, no reverts, no people, no escaping. It
 * shows what a new process costs whoever writes it. Repository and range come as arguments.
 */
const [repository = "", range = ""] = process.argv.slice(2);
const git = spawn("git", ["log", "--format=%H%x00%an%x00%ae%x00%ct%x00%s%x00%b%x1e", range], {
  cwd: repository,
  stdio: ["ignore", "pipe", "inherit"],
});
const lists = new Map<string, string[]>();
let rest = "";
for await (const chunk of git.stdout.setEncoding("utf8") as AsyncIterable<string>) {
  const records = (rest + chunk).split("\u001E");
  rest = records.pop() ?? "";
  for (const record of records) {
    const [hash = "", , , , subject = ""] = record.split("\0");
    const [, type = "other", scope, text = subject] = /^(\w+)(?:\(([^)]*)\))?!?: (.*)$/.exec(subject) ?? [];
    const list = lists.get(type) ?? [];
    list.push(`- ${scope ? `**${scope}:** ` : ""}${text} (${hash.trim().slice(0, 7)})`);
    lists.set(type, list);
  }
}
const text = [...lists].map(([type, lines]) => `### ${type}\n\n${lines.join("\n")}\n`).join("\n");
console.log(JSON.stringify({ characters: text.length }));
