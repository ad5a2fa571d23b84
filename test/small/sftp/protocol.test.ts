import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalPath, resolvePath } from '../../../src/sftp-server/paths.js';
import { Frames, MAX_PACKET, ProtocolError, readRequest } from '../../../src/sftp-server/protocol/index.js';

const packet = (body: Uint8Array) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
};

describe('packets', () => {
  test('come out as they went in, however the stream is cut', () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(packet));
        const frames = new Frames();
        const received: Buffer[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut += 1) {
          const length = cuts[cut % cuts.length] ?? 1;
          // A packet's bytes may be those of its chunk, which somebody may use again: copied, as a reader would see them.
          for (const body of frames.push(stream.subarray(at, at + length))) received.push(Buffer.from(body));
          at += length;
        }
        expect(received.map((body) => body.toString('hex'))).toEqual(
          sent.map((body) => Buffer.from(body).toString('hex')),
        );
      }),
    );
  });

  test('that claim to be longer than any may be are refused before anything is kept for them', () => {
    const claims = (length: number) => {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(length);
      return () => [...new Frames().push(head)];
    };
    expect(claims(1_000_000)).toThrow(ProtocolError);
    expect(claims(0xffffffff)).toThrow(ProtocolError);
    expect(claims(0)).toThrow(ProtocolError);
    expect(claims(MAX_PACKET)()).toEqual([]);
  });

  test('of any bytes are a request or a ProtocolError, never another error', () => {
    const kinds = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(kinds, fc.uint8Array({ maxLength: 80 }), (kind, rest) => {
        try {
          const request = readRequest(Buffer.from([kind, ...rest]));
          expect(typeof request.id).toBe('number');
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('paths', () => {
  const step = fc.oneof(
    fc.constantFrom('..', '.', '', 'TEST', 'PRODUCTION', 'in', 'out', 'check', 'archive', '.claimed'),
    fc.string(),
  );
  const path = fc.array(step, { maxLength: 12 }).map((steps) => steps.join('/'));

  test('lead to a place of the tree or nowhere; a name is never a step of its own', () => {
    fc.assert(
      fc.property(path, (typed) => {
        try {
          const place = resolvePath(typed);
          if (place.kind === 'root') return;
          expect(['TEST', 'PRODUCTION']).toContain(place.mode);
          if (place.kind === 'mode') return;
          expect(['in', 'check', 'out', 'archive']).toContain(place.area);
          if (place.kind !== 'file') return;
          expect(place.name).not.toMatch(/[/\0]/);
          expect(['', '.', '..']).not.toContain(place.name);
        } catch (error) {
          expect(error).toMatchObject({ code: 'SFTP_REFUSED' });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('have one canonical form, which is absolute and stays as it is', () => {
    fc.assert(
      fc.property(path, (typed) => {
        const canonical = canonicalPath(typed);
        expect(canonical.startsWith('/')).toBe(true);
        expect(canonical.split('/')).not.toContain('..');
        expect(canonicalPath(canonical)).toBe(canonical);
      }),
    );
  });
});
