import { type Mirror, streamGit } from "./stream.ts";

/** The contents of blobs, in the order of their ids, through one `git cat-file`, one blob in memory at a time. */
export async function* readBlobs(mirror: Mirror, ids: string[]): AsyncGenerator<Buffer> {
  const reader = new ByteReader(streamGit(mirror, ["cat-file", "--batch"], `${ids.join("\n")}\n`));
  try {
    for (const id of ids) {
      const header = await reader.readLine();
      const size = Number(header.split(" ")[2]);
      if (!Number.isInteger(size)) throw new Error(`git cat-file does not know ${id}: ${header}`);
      yield await reader.readBytes(size);
      await reader.readBytes(1);
    }
  } finally {
    await reader.close();
  }
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
