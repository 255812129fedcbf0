/** Several wait for each other, then something is done once for all of them. */
export class Meeting {
  /** Resolves once the task is done. */
  readonly over: Promise<void>;
  private resolve: () => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;
  private began = false;

  constructor(
    private awaited: number,
    private readonly task: () => Promise<void>,
  ) {
    this.over = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever waits hears of it; where nobody does, it is thrown by the one that failed.
    this.over.catch(() => undefined);
  }

  arrive(): Promise<void> {
    this.count();
    return this.over;
  }

  leave(): void {
    this.count();
  }

  fail(error: unknown): void {
    this.reject(error);
  }

  private count(): void {
    this.awaited -= 1;
    if (this.awaited > 0 || this.began) return;
    this.began = true;
    this.task().then(this.resolve, this.reject);
  }
}
