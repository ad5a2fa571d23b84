import type { Socket } from 'node:net';

/** Connections that have not logged in, at most. */
const MAX_STRANGERS = 256;

/**
 * Connections that have not logged in yet. When there are too many the oldest goes: who floods us with connections
 * that do nothing throws out its own, while a merchant's needs a fraction of a second to log in. Refusing the newest,
 * as MaxStartups of OpenSSH does, would shut the merchants out.
 */
export class Strangers {
  private readonly waiting = new Map<Socket, NodeJS.Timeout>();

  /** `deadline`: milliseconds within which it must have logged in. */
  constructor(private readonly deadline: number) {}

  add(socket: Socket): void {
    const timer = setTimeout(() => socket.destroy(), this.deadline);
    this.waiting.set(socket, timer);
    socket.once('close', () => this.remove(socket));
    const [oldest] = this.waiting.keys();
    if (this.waiting.size > MAX_STRANGERS) oldest?.destroy();
  }

  /** It has got so far as to try a login, which takes more than a flood has to give: others go before it. */
  prefer(socket: Socket): void {
    const timer = this.waiting.get(socket);
    if (timer === undefined) return;
    this.waiting.delete(socket);
    this.waiting.set(socket, timer);
  }

  /** It has logged in, or is gone. */
  remove(socket: Socket): void {
    clearTimeout(this.waiting.get(socket));
    this.waiting.delete(socket);
  }
}
