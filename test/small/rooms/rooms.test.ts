import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../scripts/check-rooms.mjs', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bordereau-rooms-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function checkRooms(cwd: string): { status: number | null; lines: string[] } {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT], { cwd, encoding: 'utf8' });
  return { status, lines: stderr.split('\n').filter((line) => line !== '') };
}

function plant(files: Record<string, string>): { status: number | null; lines: string[] } {
  for (const [file, text] of Object.entries(files)) {
    const path = join(directory, 'src', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return checkRooms(directory);
}

test('the tree is clean', () => {
  expect(checkRooms(CHECKOUT)).toEqual({ status: 0, lines: [] });
});

test('imports downward, of the words and of the configuration are allowed', () => {
  const found = plant({
    'words.ts': '',
    'config.ts': "import './config-file.js'; import { DEFAULT_LIMITS } from './validation/limits.js';",
    'config-file.ts': '',
    'validation/limits.ts': '',
    'cli/main.ts': "import { start } from '../app.js';",
    'app.ts': "import { x } from './exchange/local/x.js';\nimport schema from '../schemas/x.json';",
    'exchange/local/x.ts': "import type {\n  A,\n  B,\n} from '../../batch/a.js';",
    'batch/a.ts': "import '../words.js'; import { l } from '../ops/l.js';",
    'ops/l.ts': "import { type Config } from '../config.js';",
  });
  expect(found).toEqual({ status: 0, lines: [] });
});

test('an import upward is told, whatever its form', () => {
  const found = plant({
    'exchange/b.ts': '',
    'batch/a.ts': "import { b } from '../exchange/b.js';",
    'batch/c.ts': "import type { b } from '../exchange/b.js';",
    'batch/d.ts': "export * from '../exchange/b.js';",
    'batch/e.ts': "const b = await import('../exchange/b.js');",
    'batch/f.ts': "import '../exchange/b.js';",
    'batch/g.ts': "// import '../exchange/b.js';\n/** import '../exchange/b.js'; */",
  });
  expect(found.status).toBe(1);
  expect(found.lines).toEqual(
    ['a', 'c', 'd', 'e', 'f'].map(
      (file) => `src/batch/${file}.ts imports src/exchange/b.ts: batch is below exchange`,
    ),
  );
});

test('only the commands import the composition root, and the words import nothing', () => {
  const found = plant({
    'app.ts': '',
    'web/a.ts': "import '../app.js';",
    'store/a.ts': '',
    'words.ts': "import './store/a.js';",
  });
  expect(found.lines).toEqual([
    'src/web/a.ts imports src/app.ts: app is imported only by cli',
    'src/words.ts imports src/store/a.ts: words is below store',
  ]);
});

test('a room that the architecture does not know is told', () => {
  const found = plant({ 'utils/a.ts': '', 'batch/a.ts': "import '../utils/a.js';" });
  expect(found.lines).toEqual(['src/utils/a.ts: utils is no room of the architecture']);
});

test('a cycle within a room is told with its whole path', () => {
  const found = plant({
    'batch/a.ts': "import './b.js';",
    'batch/b.ts': "import './c.js';",
    'batch/c.ts': "import './a.js';",
  });
  expect(found.status).toBe(1);
  expect(found.lines).toEqual([
    'src/batch/a.ts imports src/batch/b.ts, which imports src/batch/c.ts, which imports src/batch/a.ts: a cycle',
  ]);
});
