import { readFileSync } from 'node:fs';
import { JSONParser } from '@streamparser/json';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Checked } from './config-environment.js';
import type { LookUpLimits, MailSecurity } from './config-form.js';
import { describeMistakes } from './config-mistakes.js';
import type { GatewayInFile, PaymentSettings } from './config-payment.js';
import type { RemoteMailboxEntry } from './config-remote.js';
import type { Endpoint, SftpSettings } from './config-types.js';
import type { Limits } from './validation/limits.js';

/** `bordereau.config.json` as schemas/config.schema.json describes it; units are said there. */
export interface ConfigFile {
  readonly dataDirectory?: string;
  readonly databaseUrl?: { readonly file: string };
  readonly redisUrl?: { readonly file: string };
  readonly publicUrl?: string;
  readonly http?: { readonly host?: string; readonly port?: number; readonly trustProxy?: readonly string[] };
  readonly sftp?: Partial<SftpSettings & Endpoint>;
  readonly limits?: Partial<Limits>;
  readonly exchange?: {
    readonly quietPeriod?: number;
    readonly rescan?: number;
    readonly recovery?: number;
    readonly doneFile?: string;
  };
  readonly statusReports?: { readonly minutes?: number; readonly look?: number };
  readonly remoteMailboxes?: readonly RemoteMailboxEntry[];
  readonly retentionDays?: number;
  readonly chunkRecords?: number;
  readonly lookUps?: Partial<LookUpLimits>;
  readonly mail?: {
    readonly host: string;
    readonly port?: number;
    readonly security?: MailSecurity;
    readonly user?: string;
    readonly password?: { readonly file: string };
    readonly from: string;
  };
  readonly payments?: Partial<PaymentSettings>;
  readonly gateways?: readonly GatewayInFile[];
}

const SCHEMA_FILE = new URL('../schemas/config.schema.json', import.meta.url);

/**
 * Reads and checks the configuration file. Returns undefined when there is none, or when it has mistakes, which are
 * added to `mistakes`. Only a file that somebody `named` has to be there.
 */
export function readConfigFile(path: string, named: boolean, mistakes: string[]): ConfigFile | undefined {
  const text = readText(path, named ? 'BORDEREAU_CONFIG' : 'the configuration file', named, mistakes);
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if ('problem' in parsed) {
    mistakes.push(`${path} is no JSON: ${parsed.problem}`);
    return undefined;
  }
  // allErrors is safe here: the file is the operator's own and small.
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, ownProperties: true });
  const validate = ajv.compile<ConfigFile>(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')));
  if (validate(parsed.value)) return parsed.value;
  mistakes.push(...describeMistakes(validate.errors ?? [], path));
  return undefined;
}

/** Reads the secret in a file that the configuration names; a mistake shows the file's path, never what it holds. */
export function readSecretFile(
  key: string,
  path: string,
  check: (text: string) => Checked<string>,
  mistakes: string[],
): string | undefined {
  const text = readText(path, `${key}.file`, true, mistakes)?.trim();
  if (text === undefined) return undefined;
  const checked = check(text);
  if ('value' in checked) return checked.value;
  mistakes.push(`${key}.file: what ${path} holds is not usable: expected ${checked.expected}`);
  return undefined;
}

function readText(path: string, what: string, required: boolean, mistakes: string[]): string | undefined {
  try {
    // Notepad writes a BOM, which JSON.parse refuses.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' && !required) return undefined;
    const why: Record<string, string> = {
      ENOENT: 'does not exist',
      EACCES: 'may not be read by this user',
      EISDIR: 'is a directory',
    };
    mistakes.push(`${what}: ${path} ${why[code] ?? `cannot be read (${code})`}: expected a readable file`);
    return undefined;
  }
}

export type ParsedJson = { readonly value: unknown } | { readonly problem: string };

/** The value, or where the text stops being JSON. */
export function parseJson(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: findJsonProblem(text) };
  }
}

/** JSON.parse of Node 20 often keeps the position to itself; a streaming parser stops exactly where JSON ends. */
function findJsonProblem(text: string): string {
  const parser = new JSONParser({ keepStack: false });
  parser.onValue = () => undefined;
  parser.onError = (error) => {
    throw error;
  };
  let offset = 0;
  let line = 1;
  let column = 1;
  try {
    for (const character of text) {
      parser.write(character);
      offset += character.length;
      column = character === '\n' ? 1 : column + 1;
      if (character === '\n') line += 1;
    }
  } catch {
    const found = JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0));
    return `unexpected ${found} on line ${line}, column ${column}`;
  }
  return `it ends too early, on line ${line}, column ${column}`;
}
