import type { Ack } from "../../demo/workspace/core.ts";
import type { Driver, PlainValues, Surfaced } from "../../demo/workspace/driver.ts";
import type { Message, View } from "../../demo/workspace/types.ts";
import { elementsOf } from "../../demo/workspace/view-values.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";

/** How long a person waits for an answer, in milliseconds. */
const patience = 120_000;

/** Everything a person can read in a message or a dialog, as one text. */
export function wordsOf(surface: Message | View): string {
  const heading = "title" in surface ? textsIn(surface.title) : [surface.text];
  return [...heading, ...textsIn(surface.blocks)].join("\n");
}

/** The action ids of the buttons of a message or a dialog. */
export function buttonsOf({ blocks }: Pick<Message | View, "blocks">): string[] {
  return elementsOf(blocks).map(({ actionId }) => actionId);
}

const readable = new Set(["text", "value", "initial_value"]);

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    readable.has(key) && typeof inner === "string" ? [inner] : textsIn(inner),
  );
}

/** One person of the workspace, and what they hear when they do something. */
export class Actor {
  readonly #workspace: Workspace;
  readonly #driver: Driver;
  readonly handle: string;
  #heard = 0;

  constructor(workspace: Workspace, handle: string) {
    this.#workspace = workspace;
    this.#driver = workspace.as(handle);
    this.handle = handle;
    this.#listen();
  }

  /** Types `/release …` in #releases; what comes back is read with `hears` or `answer`. */
  async types(text: string): Promise<Ack> {
    this.#listen();
    return this.#driver.command(`/release ${text}`.trim());
  }

  /** Types `/release …` and reads what is answered at once. */
  async asks(text: string): Promise<string> {
    const ack = await this.types(text);
    if (!ack.ok) throw new Error(`${this.handle} got ${ack.error} for ${text}`);
    return this.hears();
  }

  /** Presses a button on a message or a view. */
  async clicks(on: Surfaced, action: string, value?: string): Promise<Ack> {
    this.#listen();
    const ack = await this.#driver.click(on, action, value === undefined ? {} : { value });
    if (!ack.ok) throw new Error(`${this.handle} got ${ack.error} for a click on ${action}`);
    return ack;
  }

  /** Sends the dialog on top off. */
  submits(values: PlainValues = {}): Promise<Ack> {
    this.#listen();
    return this.#driver.submit(values);
  }

  shortcut(callbackId: string, on?: Message): Promise<Ack> {
    this.#listen();
    return this.#driver.shortcut(callbackId, on);
  }

  says(text: string, threadTs?: string): Promise<Ack> {
    return this.#driver.message(text, threadTs === undefined ? {} : { threadTs });
  }

  openHome(): Promise<Ack> {
    return this.#driver.openHome();
  }

  home(): View | undefined {
    return this.#driver.home();
  }

  modal(): View | undefined {
    return this.#driver.modal();
  }

  /** Waits for a dialog with these words. */
  async sees(...words: string[]): Promise<View> {
    const read = (): View | undefined => {
      const view = this.modal();
      return view && words.every((word) => wordsOf(view).includes(word)) ? view : undefined;
    };
    const found = this.#workspace.waitFor(read, `a dialog of ${this.handle}`, patience);
    return found.catch((error: unknown) => {
      const view = this.modal();
      const seen = view ? wordsOf(view) : "no dialog";
      throw new Error(`${words.join(", ")} was not seen, but: ${seen}`, { cause: error });
    });
  }

  /** The words of the next thing that only this person sees since they last did something, and that holds these words. */
  async hears(...words: string[]): Promise<string> {
    return wordsOf(await this.hearsMessage(...words));
  }

  /** The same with its buttons. */
  hearsMessage(...words: string[]): Promise<Message> {
    const read = (): Message | undefined =>
      this.#heardMessages().find((one) => words.every((word) => wordsOf(one).includes(word)));
    const found = this.#workspace.waitFor(read, `words for ${this.handle}`, patience);
    return found.catch((error: unknown) => {
      throw new Error(`${words.join(", ")} was not heard, but: ${this.heard().join("\n---\n")}`, {
        cause: error,
      });
    });
  }

  /** What only this person has seen since they last did something. */
  heard(): string[] {
    return this.#heardMessages().map(wordsOf);
  }

  #heardMessages(): Message[] {
    return this.#driver.ephemerals().slice(this.#heard);
  }

  #listen(): void {
    this.#heard = this.#driver.ephemerals().length;
  }
}
