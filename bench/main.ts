import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/store/database.js';
import { Service } from '../test/support/service.js';
import { until } from '../test/support/until.js';
import { copyBaseline } from './baseline.js';
import { writeOrders } from './generate.js';
import { timeSessions, timeUploads } from './sftp.js';
import { timeExpiry, timeReport } from './status.js';

/** Seconds from the rename into `in/` to the ACCEPTED file being there. */
async function timeFile(service: Service, orders: number, run: string): Promise<number> {
  const name = `orders-${run}.csv`;
  const temporary = join(service.pathTo('in'), `.${name}`);
  await writeOrders(temporary, orders, run);
  const started = performance.now();
  await rename(temporary, join(service.pathTo('in'), name));
  const state = await until(
    `the answer to ${name}`,
    async () => (await service.finalAnswers(`orders-${run}`))[0],
    900_000,
  );
  const seconds = (performance.now() - started) / 1000;
  if (!state.includes('.ACCEPTED.')) throw new Error(`${name} was answered ${state}`);
  return seconds;
}

/** Peak resident memory of a process in MB, as the kernel counted it. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

async function stageSeconds(http: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${http}/metrics`)).text();
  return new Map(
    [...text.matchAll(/^bordereau_stage_seconds_sum\{stage="(\w+)"\} (\S+)$/gm)].map(
      ([, stage = '', sum]) => [stage, Number(sum)],
    ),
  );
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const QUIET = 0.05;
const large = process.argv.includes('--short') ? 0 : 1_000_000;
const directory = await mkdtemp(join(tmpdir(), 'bordereau-bench-'));
const service = await Service.create({
  dataDirectory: directory,
  settings: { exchange: { quietPeriod: QUIET, rescan: 10 }, statusReports: { look: 0.1 } },
});
try {
  const doors = await service.start();
  const { http } = doors;
  const url = await service.databaseUrl();
  say(
    `${cpus()[0]?.model.trim()} x ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim()}`,
  );
  say(`Node ${process.version}, embedded PostgreSQL, queue in PostgreSQL, chunks of 500 records\n`);

  const latencies: number[] = [];
  for (let file = 0; file < 30; file += 1) latencies.push(await timeFile(service, 10, `S${file}`));
  const small = (median(latencies) - QUIET) * 1000;
  say(
    `10 orders: median ${small.toFixed(0)} ms from the end of the quiet period to the answer (aim: below 250)`,
  );

  const sessions = await timeSessions(service, doors, 20);
  say(
    `10 orders over SFTP: median ${median(sessions).toFixed(0)} ms from the end of the session to the answer`,
  );
  const uploads = await timeUploads(service, doors, 5);
  for (const { ours, theirs } of uploads)
    say(`upload of 300 MB over SFTP: ${ours.toFixed(0)} MB/s, OpenSSH's sshd ${theirs.toFixed(0)} MB/s`);
  const speed = median(uploads.map(({ ours, theirs }) => ours / theirs));
  say(`upload against sshd: median ratio ${speed.toFixed(2)} (aim: at least 0.5)\n`);

  const pairs: { copy: number; file: number }[] = [];
  for (let round = 0; round < 3; round += 1) {
    const copy = await copyBaseline(url, 100_000);
    const before = await stageSeconds(http);
    const file = await timeFile(service, 100_000, `M${round}`);
    const after = await stageSeconds(http);
    pairs.push({ copy, file });
    say(
      `100,000 orders: ${file.toFixed(2)} s, COPY of the same rows ${copy.toFixed(2)} s, ratio ${(file / copy).toFixed(2)}`,
    );
    if (round === 2) printShares(before, after, file);
  }
  const ratio = median(pairs.map(({ copy, file }) => file / copy));
  const hundredThousand = median(pairs.map(({ file }) => file));
  say(`100,000 orders against COPY: median ratio ${ratio.toFixed(2)} (aim: at most 6)`);

  const pool = openDatabase({ url, onError: () => undefined });
  try {
    const expiry = await timeExpiry(pool, 'M0');
    say(
      `${expiry.orders} orders due in the same second: the last one expired ${expiry.seconds.toFixed(2)} s later (aim: below 10)`,
    );
    const report = await timeReport(service, pool);
    say(
      `status report of ${report.records} changes: ${report.making.toFixed(2)} s to make, ${report.writing.toFixed(2)} s to write`,
    );
  } finally {
    await pool.end();
  }

  if (large > 0) {
    const seconds = await timeFile(service, large, 'L');
    say(
      `1,000,000 orders: ${seconds.toFixed(1)} s, ${(seconds / hundredThousand).toFixed(1)} times 100,000 (aim: at most 11)`,
    );
  }
  say(
    `Peak resident memory of the Node process: ${(await peakMemory(service.pid)).toFixed(0)} MB (aim: below 300)`,
  );
} finally {
  await service.remove();
  await rm(directory, { recursive: true, force: true });
}

/** Stages overlap (creation runs in several jobs at once), so the shares are of the sum of the stages. */
function printShares(before: Map<string, number>, after: Map<string, number>, total: number): void {
  const spent = [...after].map(([stage, sum]) => [stage, sum - (before.get(stage) ?? 0)] as const);
  const all = spent.reduce((sum, [, seconds]) => sum + seconds, 0);
  say(`  stages, of ${total.toFixed(2)} s:`);
  for (const [stage, seconds] of spent)
    say(
      `    ${stage.padEnd(9)} ${seconds.toFixed(2).padStart(6)} s  ${((seconds / all) * 100).toFixed(0).padStart(3)} %`,
    );
}
