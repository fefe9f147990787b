/**
 * Gives an act that looks at the outside once for everybody who asks before it begins. Whoever asks while it is under
 * way gets the next turn: this one may have looked before the thing they ask about was there.
 */
export function inTurn(act: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  async function take(before: Promise<unknown>): Promise<void> {
    await before;
    next = undefined;
    await act();
  }
  return () => {
    if (next) return next;
    next = take(underWay);
    underWay = Promise.allSettled([next]);
    return next;
  };
}
