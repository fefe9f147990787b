import { PassThrough } from "node:stream";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { gitFailure } from "./failure.ts";
import { type Mirror, streamGit } from "./stream.ts";

/** The largest object that is read, in bytes. */
const longest = 16 * 1024 * 1024;

/** An object, and the path that people know it by. */
export interface Wanted {
  /** A hash, or a name that leads to one and holds no line feed. */
  id: string;
  path: string;
}

/** Reads objects through one process of git for all of them, which starts with the first and ends with the reader. */
export interface ObjectReader extends AsyncDisposable {
  one(wanted: Wanted): Promise<Buffer>;
  /** In the order of the question, one in memory at a time. Take all of them before you ask for others. */
  all(wanted: Wanted[]): AsyncGenerator<Buffer>;
}

/** Reading raises `git-unavailable` for what is not there, and `manifests-invalid` for what is too large. */
export function openObjects(mirror: Mirror): ObjectReader {
  const questions = new PassThrough();
  const answers = new ByteReader(streamGit(mirror, ["cat-file", "--batch"], questions));

  async function next({ id, path }: Wanted): Promise<Buffer> {
    const header = await answers.readLine();
    const size = Number(header.split(" ")[2]);
    if (!Number.isInteger(size)) throw gitFailure(`git does not know ${id}: ${header}`, mirror.remote);
    if (size > longest) throw tooLarge(`${path || "/"} has ${size} bytes`);
    const content = await answers.readBytes(size);
    await answers.readBytes(1);
    return content;
  }
  return {
    one(wanted) {
      questions.write(`${wanted.id}\n`);
      return next(wanted);
    },
    async *all(wanted) {
      questions.write(wanted.map(({ id }) => `${id}\n`).join(""));
      for (const one of wanted) yield await next(one);
    },
    async [Symbol.asyncDispose]() {
      questions.destroy();
      await answers.close();
    },
  };
}

/** The problem of what is larger than we read; `what` says of which thing, and how large it is. */
export function tooLarge(what: string): ProblemError {
  return new ProblemError(
    makeProblem(
      "manifests-invalid",
      `${what}, more than Slipway reads.`,
      "Keep what is deployed in a folder of its own.",
    ),
  );
}

/** Takes a stream of chunks as lines and counted bytes. */
class ByteReader {
  readonly #chunks: AsyncGenerator<Buffer>;
  #held: Buffer[] = [];
  #size = 0;

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  async readLine(): Promise<string> {
    for (;;) {
      const joined = this.#join();
      const end = joined.indexOf(10);
      if (end >= 0) {
        const line = joined.toString("utf8", 0, end);
        this.#hold(joined.subarray(end + 1));
        return line;
      }
      if (!(await this.#more())) return joined.toString("utf8");
    }
  }

  async readBytes(count: number): Promise<Buffer> {
    while (this.#size < count && (await this.#more()));
    const joined = this.#join();
    this.#hold(joined.subarray(count));
    return joined.subarray(0, count);
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done === true) return false;
    this.#held.push(value);
    this.#size += value.length;
    return true;
  }

  #join(): Buffer {
    const joined = this.#held.length === 1 ? this.#held[0] : Buffer.concat(this.#held);
    return joined ?? Buffer.alloc(0);
  }

  #hold(rest: Buffer): void {
    this.#held = [rest];
    this.#size = rest.length;
  }
}
