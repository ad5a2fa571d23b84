import { saysNotYet } from '../exchange/index.js';
import type { DropPlace } from './hidden-files.js';
import type { Uploads } from './uploads.js';

/** Arrivals that one session remembers: older ones have long been taken after their quiet period. */
const REMEMBERED = 10_000;

/** Milliseconds after its arrival in which a look at a file puts off its being taken. */
const CONFIRMING = 10_000;

interface Arrival {
  readonly place: DropPlace;
  readonly name: string;
  readonly at: number;
}

/**
 * What arrived in one session, in order. Once the session has ended nobody will look for these files under their
 * paths any more, so they are handed to the exchange at once; before, they wait for their quiet period, because
 * clients look at, date and rename what they have just uploaded.
 */
export class Arrivals {
  private readonly arrived = new Map<string, Arrival>();

  constructor(
    private readonly uploads: Uploads,
    /** The shop's marker, if it works with one: then the exchange waits for that, and nothing is handed over. */
    private readonly doneFile: string | undefined,
  ) {}

  add(place: DropPlace, name: string): void {
    const key = keyOf(place, name);
    this.arrived.delete(key);
    this.arrived.set(key, { place, name, at: Date.now() });
    const [oldest] = this.arrived.keys();
    if (oldest !== undefined && this.arrived.size > REMEMBERED) this.arrived.delete(oldest);
  }

  remove(place: DropPlace, name: string): void {
    this.arrived.delete(keyOf(place, name));
  }

  has(place: DropPlace, name: string): boolean {
    return this.arrived.has(keyOf(place, name));
  }

  /** A client that looks now confirms its upload; one that looks for longer waits for the file to be taken. */
  isBeingConfirmed(place: DropPlace, name: string): boolean {
    const arrival = this.arrived.get(keyOf(place, name));
    return arrival !== undefined && Date.now() - arrival.at < CONFIRMING;
  }

  async handOver(): Promise<void> {
    if (this.doneFile !== undefined) return;
    for (const { place, name } of this.arrived.values()) {
      if (!saysNotYet(Buffer.from(name, 'latin1'))) await this.uploads.handOver(place, name);
    }
    this.arrived.clear();
  }
}

function keyOf({ line, drop }: DropPlace, name: string): string {
  return `${line.mode}/${drop}/${name}`;
}
