import { describe, expect, test } from 'vitest';
import type { LogLevel } from '../../../src/config.js';
import { createLogger, type Logger } from '../../../src/ops/logging.js';
import { collectLines } from './line-stream.js';

function capture(level: LogLevel, terminal = false): { logger: Logger; lines: string[] } {
  const { stream, lines } = collectLines(terminal);
  return { logger: createLogger(level, stream), lines };
}

describe('for machines', () => {
  test('every line is one JSON object with time, level, message and the fields of the child logger', () => {
    const { logger, lines } = capture('info');
    logger.child({ batch: 42, shop: '12345678', mode: 'TEST' }).info('batch accepted', { sum: 12n });
    logger.debug('not wanted');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'info',
      message: 'batch accepted',
      batch: 42,
      shop: '12345678',
      mode: 'TEST',
      sum: '12',
    });
  });

  test('an error is logged with its causes, and with its stack only at debug', () => {
    const error = new Error('cannot archive', {
      cause: Object.assign(new Error('no room'), { code: 'ENOSPC' }),
    });
    const quiet = capture('info');
    quiet.logger.error('batch failed', { error });
    expect(JSON.parse(quiet.lines[0] ?? '').error).toEqual({
      name: 'Error',
      message: 'cannot archive',
      cause: { name: 'Error', code: 'ENOSPC', message: 'no room' },
    });
    const loud = capture('debug');
    loud.logger.error('batch failed', { error });
    expect(JSON.parse(loud.lines[0] ?? '').error.stack).toContain('logging.test.ts');
  });

  test('an error given in place of the fields shows no stack either', () => {
    const { logger, lines } = capture('info');
    logger.error('batch failed', new Error('no room'));
    logger.error(new Error('alone'));
    expect(lines.join('')).not.toContain('logging.test.ts');
    expect(lines[0]).toContain('no room');
    expect(lines[1]).toContain('alone');
  });

  test('no secret and no e-mail address is written, whatever its place', () => {
    const { logger, lines } = capture('debug');
    logger.child({ password: 'hunter2' }).warn('refused postgresql://b:hunter2@db/x for ann@example.org', {
      deep: { apiKey: 'hunter2', list: ['redis://:hun/ter@2hunter2@cache'] },
      error: new Error('at https://x/?password=hunter2&a=b', { cause: new Error('ann@example.org') }),
      headers: { Authorization: 'Basic hunter2', cookie: 'hunter2' },
    });
    expect(lines[0]).not.toMatch(/hunter2|hun\/ter|ann@/);
    expect(lines[0]).toContain('postgresql://b:***@db/x');
  });

  test('what cannot be written as JSON does not lose the line', () => {
    const { logger, lines } = capture('info');
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    logger.info('odd', {
      loop,
      when: new Date(Number.NaN),
      bytes: Buffer.from('x'),
      set: new Set([1]),
      fn: () => 1,
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'odd', bytes: '1 bytes', set: [1] });
  });
});

describe('for a terminal', () => {
  test('a line reads: time, level, message, causes, fields', () => {
    const { logger, lines } = capture('info', true);
    const error = new Error('cannot archive', {
      cause: Object.assign(new Error('no room'), { code: 'ENOSPC' }),
    });
    logger.error('batch failed', { error, batch: 42 });
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d error batch failed: cannot archive: no room \(ENOSPC\) batch=42\n$/,
    );
  });

  test('a file name can neither forge a line nor drive the terminal', () => {
    const { logger, lines } = capture('info', true);
    logger.info('claimed a\nb', { file: '\u001b[2Jx\r' });
    expect(lines[0]).toContain('claimed a\\u000ab');
    expect(lines[0]).toContain('file=\\u001b[2Jx\\u000d');
  });

  test('at debug the stacks of the error and of its causes follow', () => {
    const { logger, lines } = capture('debug', true);
    logger.error('batch failed', { error: new Error('outer', { cause: new Error('inner') }) });
    expect(lines[0]).toMatch(/Error: outer\n.*caused by Error: inner\n/s);
  });
});
