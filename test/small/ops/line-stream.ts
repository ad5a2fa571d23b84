import { Writable } from 'node:stream';

/** A stream that keeps what a logger writes, line by line. */
export function collectLines(terminal = false): { stream: Writable & { isTTY: boolean }; lines: string[] } {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(sink, { isTTY: terminal }), lines };
}
