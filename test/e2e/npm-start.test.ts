import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { PROGRAM, Service } from '../support/service.js';
import { until } from '../support/until.js';

const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));
const BUILD = 'npm run --silent build && ';

let service: Service | undefined;
afterEach(() => service?.remove());

test('who stops `npm start` stops the service, which says so and ends well', async () => {
  service = await Service.create();
  const { scripts } = JSON.parse(await readFile(PACKAGE, 'utf8'));
  // The build would write over what other tests are running.
  expect(scripts.start.startsWith(BUILD)).toBe(true);
  const start = scripts.start.slice(BUILD.length);
  await writeFile(join(service.directory, 'package.json'), JSON.stringify({ scripts: { start } }));
  await symlink(join(dirname(PROGRAM), '..'), join(service.directory, 'dist'));

  const npm = spawn('npm', ['start'], { cwd: service.directory, env: service.environment });
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (said += chunk));
  await until('the ready line', () => /^ready /m.test(said), 60_000);
  npm.kill('SIGTERM');
  // `close`, not `exit`: a service that was left behind would hold the streams open.
  const [code] = await once(npm, 'close');
  expect(said).toContain('"stopping"');
  expect(code).toBe(0);
});

test('a second signal does not cut the stop short: Ctrl-C below `npm start` comes twice', async () => {
  service = await Service.create();
  await service.start();
  process.kill(service.pid, 'SIGINT');
  await until('the stop to begin', () => service?.stderr.includes('"stopping"') === true);
  process.kill(service.pid, 'SIGINT');
  expect(await service.stop()).toBe(0);
  // The embedded PostgreSQL was stopped, too.
  await expect(stat(join(service.data, 'postgres', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
});
