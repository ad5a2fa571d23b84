import type { Outage } from './outage.js';

export interface Loop {
  /** Begins no further turn; resolves when the one in hand has ended. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Told of a turn that failed, and of the next one that did not. */
  readonly outage: Outage;
  /** milliseconds until the next turn after one that failed */
  readonly retry: number;
}

/** Takes one turn after the other, never two at once; each says how many milliseconds later the next one begins. */
export function startLoop(turn: () => Promise<number>, { outage, retry }: LoopOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = async () => {
    const wait = await turn().then(
      (next) => {
        outage.end();
        return next;
      },
      (error: unknown) => {
        // Failing in the middle of a stop is what stopping does: connections close.
        if (!stopped) outage.begin(error);
        return retry;
      },
    );
    if (!stopped) timer = setTimeout(begin, wait);
  };
  let running: Promise<void>;
  const begin = () => {
    running = run();
  };
  begin();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
