import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { KeptState, State } from "./state.ts";

const pauseMs = 200;

/** Keeps messages, home tabs, files and counters in one file, so that a restart finds them again. */
export class Keeper {
  readonly #file: string;
  readonly #state: State;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string, state: State) {
    this.#file = file;
    this.#state = state;
  }

  /** Reads what an earlier start left; nothing when there is no file yet. */
  async load(): Promise<void> {
    try {
      const kept: KeptState = JSON.parse(await readFile(this.#file, "utf8"));
      this.#state.restore(kept);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }

  /** Writes soon; many changes make one file. */
  touch(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, pauseMs);
  }

  /** Writes what is still unwritten. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#write();
  }

  #write(): Promise<void> {
    this.#writing = this.#writeAfter(this.#writing);
    return this.#writing;
  }

  async #writeAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFile(`${this.#file}.new`, JSON.stringify(this.#state.keep()));
    await rename(`${this.#file}.new`, this.#file);
  }
}
