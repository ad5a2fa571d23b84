// Checks that every import of src/ goes downward through the rooms of docs/architecture.md, and that there is no
// import cycle. Prints one line per violation and exits 1; prints nothing and exits 0 when all is in order.
//
//   node scripts/check-rooms.mjs [directory of sources, src unless told]

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** From top to bottom: a room imports only from itself and from rooms below it. */
const ROOMS = [
  'cli',
  'app',
  'mail',
  'web',
  'sftp-server',
  'exchange',
  'by-hand',
  'batch',
  'form',
  'status',
  'reports',
  'formats',
  'shops',
  'validation',
  'payment',
  'orders',
  'queue',
  'store',
  'ops',
];

/** Everybody may import these. What they import themselves is in FOUNDATION_IMPORTS, and nothing else. */
const FOUNDATION = ['words', 'config'];
/** The defaults of the limits stand beside their definition, and the configuration needs them. */
const FOUNDATION_IMPORTS = { words: [], config: ['words', 'config', 'validation/limits.ts'] };
/** The composition root is nobody's tool: only the commands start it. */
const IMPORTED_ONLY_BY = { app: ['cli'] };

// `import x from 'y'`, `export * from 'y'`, `import 'y'`, `import('y')`, over several lines, types included.
const IMPORT = /(?:^|[\s;}])(?:import|export)\s*(?:[\w*{}\s,$]+?\s*from\s*)?\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

const root = resolve(process.argv[2] ?? 'src');
const name = relative(process.cwd(), root).split(sep).join('/') || 'src';
const shownRoot = name.startsWith('..') ? 'src' : name;
const show = (file) => `${shownRoot}/${file}`;

const imports = new Map(listSources(root).map((file) => [file, readImports(file)]));
const violations = [];
for (const [file, targets] of imports) {
  if (!isKnown(roomOf(file)))
    violations.push(`${show(file)}: ${roomOf(file)} is no room of the architecture`);
  for (const target of targets) {
    const reason = refuse(file, target);
    if (reason !== undefined) violations.push(`${show(file)} imports ${show(target)}: ${reason}`);
  }
}
violations.push(...findCycles());
for (const violation of violations) console.error(violation);
process.exitCode = violations.length > 0 ? 1 : 0;

/** Paths below the root, with slashes. */
function listSources(directory) {
  return readdirSync(directory, { recursive: true })
    .map((file) => String(file).split(sep).join('/'))
    .filter((file) => file.endsWith('.ts') && statSync(join(directory, file)).isFile())
    .sort();
}

function readImports(file) {
  // Comments show imports as examples.
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const targets = [...text.matchAll(IMPORT)].map(([, specifier]) => {
    const path = join(dirname(file), specifier).split(sep).join('/');
    return path.replace(/\.js$/, '.ts');
  });
  // Files outside the sources (a JSON schema) are no rooms.
  return [...new Set(targets)].filter((target) => !target.startsWith('..') && target.endsWith('.ts'));
}

/** The room of a file: its directory; at the top its own name, and config-*.ts and app-*.ts are parts of theirs. */
function roomOf(file) {
  const top = file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '');
  return /^(config|app)-/.exec(top)?.[1] ?? top;
}

function isKnown(room) {
  return ROOMS.includes(room) || FOUNDATION.includes(room);
}

/** Why this import is refused; undefined when it is allowed. */
function refuse(file, target) {
  const from = roomOf(file);
  const to = roomOf(target);
  if (FOUNDATION.includes(from)) {
    const allowed = FOUNDATION_IMPORTS[from];
    return allowed.includes(to) || allowed.includes(target) ? undefined : `${from} is below ${to}`;
  }
  // A file in no room is told once, not again with every import.
  if (!isKnown(from) || !isKnown(to)) return undefined;
  if (from === to || FOUNDATION.includes(to)) return undefined;
  const importers = IMPORTED_ONLY_BY[to];
  if (importers !== undefined && !importers.includes(from))
    return `${to} is imported only by ${importers.join(', ')}`;
  return ROOMS.indexOf(from) < ROOMS.indexOf(to) ? undefined : `${from} is below ${to}`;
}

/** Depth first; each cycle once, as the path that closes it. */
function findCycles() {
  const done = new Set();
  const path = [];
  const cycles = [];
  const visit = (file) => {
    if (done.has(file)) return;
    const start = path.indexOf(file);
    if (start >= 0) {
      const cycle = [...path.slice(start), file].map(show);
      cycles.push(`${cycle[0]} imports ${cycle.slice(1).join(', which imports ')}: a cycle`);
      return;
    }
    path.push(file);
    for (const target of imports.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return cycles;
}
