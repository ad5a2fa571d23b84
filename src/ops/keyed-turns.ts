import { Turns } from './turns.js';

/** One piece of work at a time per key; of different keys, all at once. Memory follows the work in hand. */
export class KeyedTurns {
  private readonly keys = new Map<string, { readonly turns: Turns; users: number }>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const entry = this.keys.get(key) ?? { turns: new Turns(1), users: 0 };
    this.keys.set(key, entry);
    entry.users += 1;
    try {
      return await entry.turns.run(work);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.keys.delete(key);
    }
  }
}
