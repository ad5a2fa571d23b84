import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

export const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface ServiceOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly roles?: string;
  /** What goes into bordereau.config.json. */
  readonly settings?: object;
  readonly dataDirectory?: string;
  /** A command and its arguments that start the program in other surroundings. */
  readonly within?: readonly string[];
}

/** Where the service listens, as far as its roles have it listen. */
export interface Doors {
  readonly http: string;
  readonly sftp: string;
}

/** The whole program, as a process of its own on a data directory of its own. */
export class Service {
  private child: ChildProcess | undefined;
  private exited: Promise<number | null> = Promise.resolve(null);
  stderr = '';
  stdout = '';

  private constructor(
    readonly directory: string,
    private readonly options: ServiceOptions,
  ) {}

  static async create(options: ServiceOptions = {}): Promise<Service> {
    const directory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'bordereau-e2e-')));
    await mkdir(directory, { recursive: true });
    const settings = { exchange: { quietPeriod: 0.05, rescan: 1, recovery: 2 }, ...options.settings };
    await writeFile(join(directory, 'config.json'), JSON.stringify(settings));
    return new Service(directory, options);
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** The embedded database, which goes on running when the service is killed. */
  async databaseUrl(): Promise<string> {
    const password = (await readFile(join(this.data, 'postgres-password'), 'utf8')).trim();
    const port = (await readFile(join(this.data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3];
    return `postgres://bordereau:${password}@127.0.0.1:${port}/bordereau`;
  }

  get data(): string {
    return join(this.directory, 'data');
  }

  get environment(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _database, REDIS_URL: _redis, ...inherited } = process.env;
    return {
      ...inherited,
      BORDEREAU_DATA: this.data,
      BORDEREAU_CONFIG: join(this.directory, 'config.json'),
      BORDEREAU_HTTP_PORT: '0',
      BORDEREAU_SFTP_PORT: '0',
      BORDEREAU_PUBLIC_URL: 'https://pay.example',
      ...this.options.env,
    };
  }

  /** Starts `bordereau up` without waiting for it to be ready. */
  spawn(): void {
    const roles = this.options.roles === undefined ? [] : ['--roles', this.options.roles];
    const [command = process.execPath, ...before] = [...(this.options.within ?? []), process.execPath];
    const child = spawn(command, [...before, PROGRAM, 'up', ...roles], {
      env: this.environment,
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.stdout = '';
    child.stdout.on('data', (chunk) => {
      this.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.exited = new Promise((resolve) => child.once('exit', resolve));
    this.child = child;
  }

  async start(): Promise<Doors> {
    this.spawn();
    return this.ready();
  }

  async ready(): Promise<Doors> {
    const ended = this.exited.then((code) => {
      throw new Error(`the service ended with ${code} before it was ready: ${this.stderr.slice(-2000)}`);
    });
    const ready = until(
      () => `the ready line; standard error so far:\n${this.stderr.slice(-2000)}`,
      () => {
        const line = /^ready (.*)$/m.exec(this.stdout)?.[1];
        return line === undefined ? undefined : (JSON.parse(line) as Doors);
      },
      60_000,
    );
    return Promise.race([ready, ended]);
  }

  /** Ends it like a power cut ends a process. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.exited;
  }

  async stop(): Promise<number | null> {
    this.child?.kill('SIGTERM');
    return this.exited;
  }

  async remove(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) await this.stop();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Runs a command of the program to its end. */
  run(args: readonly string[], input = ''): Promise<{ code: number | null; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [PROGRAM, ...args], {
        env: this.environment,
        cwd: this.directory,
      });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.stdin.end(input);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  pathTo(directory: string, mode = 'TEST', shop = '12345678'): string {
    return join(this.data, 'shops', shop, mode, directory);
  }

  /** Drops a file as a careful client does: under a temporary name, then renamed. */
  async drop(
    name: string,
    content: string | Uint8Array,
    directory = 'in',
    mode = 'TEST',
    shop = '12345678',
  ): Promise<void> {
    const target = this.pathTo(directory, mode, shop);
    await writeFile(join(target, `.${name}`), content);
    await rename(join(target, `.${name}`), join(target, name));
  }

  answers(mode = 'TEST', shop = '12345678'): Promise<string[]> {
    return readdir(this.pathTo('out', mode, shop)).then((names) =>
      names.filter((name) => !name.startsWith('.')).sort(),
    );
  }

  /** The final answers to a request file, by its name without extension. */
  async finalAnswers(stem: string, mode = 'TEST', shop = '12345678'): Promise<string[]> {
    const final = /\.(ACCEPTED|REJECTED|DUPLICATE|FAILED|VALID|INVALID)\.\w+$/;
    return (await this.answers(mode, shop)).filter((name) => name.startsWith(`${stem}.`) && final.test(name));
  }

  /** Waits for the final answer to a request file and reads it. */
  async answerTo(stem: string, deadline = 30_000): Promise<{ name: string; state: string; text: string }> {
    const name = await until(
      () => `an answer to ${stem}; log:\n${this.stderr.slice(-3000)}`,
      async () => (await this.finalAnswers(stem))[0],
      deadline,
    );
    const state = name.split('.').at(-2) ?? '';
    return { name, state, text: await readFile(join(this.pathTo('out'), name), 'utf8') };
  }
}
