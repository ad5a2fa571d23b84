import { dirname, resolve } from 'node:path';
import {
  checkDatabaseUrl,
  checkHost,
  checkPublicUrl,
  checkRedisUrl,
  LOG_LEVELS,
  type LogLevel,
  readEnvironment,
} from './config-environment.js';
import { type ConfigFile, readConfigFile, readSecretFile } from './config-file.js';
import {
  checkMailPassword,
  checkProxy,
  DEFAULT_LOOK_UPS,
  isThisMachine,
  type LookUpLimits,
  MAIL_PORTS,
  type MailSettings,
} from './config-form.js';
import { readGateways } from './config-gateways.js';
import { DEFAULT_PAYMENTS, type LyraSettings, type PaymentSettings } from './config-payment.js';
import { type RemoteMailboxSettings, readRemoteMailboxes } from './config-remote.js';
import { DEFAULT_SFTP, type Endpoint, type SftpSettings } from './config-types.js';
import { DEFAULT_LIMITS, type Limits } from './validation/limits.js';

/**
 * The one reader of the environment and of the configuration file: environment first, then `bordereau.config.json`
 * (or the file that BORDEREAU_CONFIG names), then the defaults below. Nothing else in Bordereau reads `process.env`.
 */

export {
  type Endpoint,
  LOG_LEVELS,
  type LogLevel,
  type LookUpLimits,
  type LyraSettings,
  type MailSettings,
  type PaymentSettings,
  type RemoteMailboxSettings,
  type SftpSettings,
};

/** What one process of Bordereau can do; several processes may share the work. */
export const ROLES = ['sftp', 'exchange', 'worker', 'web'] as const;
export type Role = (typeof ROLES)[number];
export interface ExchangeSettings {
  /** seconds, may be fractional, in which a file must not move to count as complete */
  readonly quietPeriod: number;
  /** seconds, may be fractional, between two full looks at the drop directories */
  readonly rescan: number;
  /** seconds, may be fractional, between two recoveries: deriving the jobs that should exist from the batches */
  readonly recovery: number;
  /** the marker's name with `{name}` for the request file's, such as `{name}.done`; undefined: no markers */
  readonly doneFile: string | undefined;
}

export interface StatusReportSettings {
  /** minutes between two status reports of a shop that says nothing else */
  readonly minutes: number;
  /** seconds, may be fractional, between two looks at what is due or could not be delivered */
  readonly look: number;
}

export interface Config {
  /** the configuration file that was read, absolute; undefined: there is none */
  readonly configFile: string | undefined;
  /** absolute path; everything that Bordereau keeps on disk */
  readonly dataDirectory: string;
  /** SECRET. `postgresql://...`; undefined: the embedded server */
  readonly databaseUrl: string | undefined;
  /** SECRET. `redis://...` or `rediss://...`; undefined: the queue is in PostgreSQL */
  readonly redisUrl: string | undefined;
  readonly http: Endpoint;
  readonly sftp: Endpoint & SftpSettings;
  /** what goes into payment addresses, without a slash at its end; undefined: the HTTP address once it is known */
  readonly publicUrl: string | undefined;
  readonly logLevel: LogLevel;
  /** whether a first start on an empty data directory creates the demonstration shop */
  readonly demo: boolean;
  readonly limits: Limits;
  readonly exchange: ExchangeSettings;
  /** days that answers, status reports and archived request files are kept */
  readonly retentionDays: number;
  /** records that one job makes orders from */
  readonly chunkRecords: number;
  /** addresses and networks of proxies whose X-Forwarded-For tells the buyer's address */
  readonly trustProxy: readonly string[];
  readonly lookUps: LookUpLimits;
  /** undefined: mails are kept and shown to the operator */
  readonly mail: MailSettings | undefined;
  readonly statusReports: StatusReportSettings;
  readonly payments: PaymentSettings;
  /** the real gateways, at most one per shop and mode */
  readonly gateways: readonly LyraSettings[];
  readonly remoteMailboxes: readonly RemoteMailboxSettings[];
}

export type LoadedConfig = { readonly config: Config } | { readonly mistakes: readonly string[] };

/**
 * Reads all settings. `env` is `process.env`; relative paths in it are relative to `workingDirectory`, those in the
 * configuration file to that file. Promises either a complete configuration or every mistake, each as one sentence
 * that names the variable or key, says what would be right, and shows no secret.
 */
export function loadConfig(env: NodeJS.ProcessEnv, workingDirectory: string): LoadedConfig {
  const mistakes: string[] = [];
  const environment = readEnvironment(env, mistakes);
  const path = resolve(workingDirectory, environment.configFile ?? 'bordereau.config.json');
  const file = readConfigFile(path, environment.configFile !== undefined, mistakes);
  const settings: ConfigFile = file ?? {};
  const inFile = `in ${path}`;

  const secret = (key: 'databaseUrl' | 'redisUrl'): string | undefined => {
    if (environment[key] !== undefined) return environment[key];
    const named = settings[key]?.file;
    const check = key === 'databaseUrl' ? checkDatabaseUrl : checkRedisUrl;
    return named === undefined
      ? undefined
      : readSecretFile(key, resolve(dirname(path), named), check, mistakes);
  };
  const endpoint = (key: 'http' | 'sftp', port: number): Endpoint => {
    const host = checkFileText(`${key}.host ${inFile}`, settings[key]?.host, checkHost, mistakes);
    return {
      host: environment[`${key}Host`] ?? host ?? '127.0.0.1',
      port: environment[`${key}Port`] ?? settings[key]?.port ?? port,
    };
  };
  const publicUrl = checkFileText(`publicUrl ${inFile}`, settings.publicUrl, checkPublicUrl, mistakes);

  const config: Config = {
    configFile: file === undefined ? undefined : path,
    dataDirectory: placeData(environment.dataDirectory, settings.dataDirectory, workingDirectory, path),
    databaseUrl: secret('databaseUrl'),
    redisUrl: secret('redisUrl'),
    http: endpoint('http', 8080),
    sftp: { ...DEFAULT_SFTP, ...settings.sftp, ...endpoint('sftp', 2222) },
    publicUrl: environment.publicUrl ?? publicUrl,
    logLevel: environment.logLevel ?? 'info',
    demo: environment.demo ?? true,
    limits: { ...DEFAULT_LIMITS, ...settings.limits },
    exchange: { quietPeriod: 3, rescan: 10, recovery: 60, doneFile: undefined, ...settings.exchange },
    retentionDays: settings.retentionDays ?? 90,
    chunkRecords: settings.chunkRecords ?? 500,
    trustProxy: (settings.http?.trustProxy ?? []).flatMap(
      (proxy) => checkFileText(`http.trustProxy ${inFile}`, proxy, checkProxy, mistakes) ?? [],
    ),
    lookUps: { ...DEFAULT_LOOK_UPS, ...settings.lookUps },
    mail: readMail(settings.mail, path, mistakes),
    statusReports: { minutes: 60, look: 5, ...settings.statusReports },
    payments: { ...DEFAULT_PAYMENTS, ...settings.payments },
    gateways: readGateways(settings.gateways ?? [], path, mistakes),
    remoteMailboxes: readRemoteMailboxes(
      settings.remoteMailboxes ?? [],
      path,
      (key, file, check) => readSecretFile(key, file, check, mistakes),
      mistakes,
    ),
  };
  if (mistakes.length === 0) compareLimits(config.limits, inFile, mistakes);
  return mistakes.length > 0 ? { mistakes } : { config };
}

function readMail(given: ConfigFile['mail'], path: string, mistakes: string[]): MailSettings | undefined {
  if (given === undefined) return undefined;
  const { security = 'starttls', user, from } = given;
  const host = checkFileText(`mail.host in ${path}`, given.host, checkHost, mistakes) ?? '';
  const password =
    given.password === undefined
      ? undefined
      : readSecretFile(
          'mail.password',
          resolve(dirname(path), given.password.file),
          checkMailPassword,
          mistakes,
        );
  if ((user === undefined) !== (given.password === undefined))
    mistakes.push(`mail in ${path} has only one of user and password: set both, or neither`);
  if (security === 'none' && user !== undefined && !isThisMachine(host))
    mistakes.push(
      `mail.security in ${path} is "none", which sends the password in the clear: use "tls" or "starttls"`,
    );
  return { host, port: given.port ?? MAIL_PORTS[security], security, user, password, from };
}

function placeData(
  fromEnvironment: string | undefined,
  fromFile: string | undefined,
  workingDirectory: string,
  configFile: string,
): string {
  if (fromEnvironment !== undefined) return resolve(workingDirectory, fromEnvironment);
  if (fromFile !== undefined) return resolve(dirname(configFile), fromFile);
  return resolve(workingDirectory, 'data');
}

function checkFileText(
  key: string,
  text: string | undefined,
  check: typeof checkHost,
  mistakes: string[],
): string | undefined {
  if (text === undefined) return undefined;
  const checked = check(text);
  if ('value' in checked) return checked.value;
  mistakes.push(`${key} is ${JSON.stringify(text)}: expected ${checked.expected}`);
  return undefined;
}

/** A smaller whole around a larger part could never be reached: whoever wrote it meant something else. */
function compareLimits(limits: Limits, inFile: string, mistakes: string[]): void {
  const pairs = [
    ['cellBytes', 'recordBytes'],
    ['recordBytes', 'fileBytes'],
  ] as const;
  for (const [part, whole] of pairs) {
    if (limits[part] <= limits[whole]) continue;
    mistakes.push(
      `limits.${part} ${inFile} comes to ${limits[part]}, more than limits.${whole}, ${limits[whole]}: ` +
        `lower limits.${part} or raise limits.${whole}`,
    );
  }
}
