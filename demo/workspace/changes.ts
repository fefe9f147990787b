/** Tells listeners that something changed, and lets a test wait for a state without sleeping. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` after each change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  /**
   * Resolves with what `read` gives as soon as that is neither undefined, null nor false; `read` runs now and after each
   * change. Rejects after `timeoutMs` with `what` in the message.
   */
  waitFor<T>(
    read: () => T | undefined | null | false,
    what = "a change of the workspace",
    timeoutMs = 5000,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        unsubscribe();
        finish();
      };
      const look = (): void => {
        try {
          const found = read();
          if (found !== undefined && found !== null && found !== false) settle(() => resolve(found));
        } catch (error) {
          settle(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      const timer = setTimeout(() => {
        settle(() => reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}`)));
      }, timeoutMs);
      const unsubscribe = this.subscribe(look);
      look();
    });
  }
}
