/** What an expression may cost on eight times the text: linear time takes 8, quadratic 64, and the rest is for the machine. */
const most = 30;
/** So short a time is noise, in microseconds of processor time. */
const noise = 10_000;

/** Whether work on a text of a size (1 or 8) grows with the text and not with its square, by processor time. */
export function growsLinearly(work: (size: number) => unknown): boolean {
  const [small, large] = [costOf(() => work(1)), costOf(() => work(8))];
  return large < most * (small + noise);
}

function costOf(work: () => unknown): number {
  const costs = [1, 2, 3].map(() => {
    const began = process.cpuUsage();
    work();
    return process.cpuUsage(began).user;
  });
  return Math.min(...costs);
}
