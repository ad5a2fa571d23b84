import { randomBytes } from 'node:crypto';
import { makeRequest } from '../test/support/conservation.js';
import { equipMerchant, SHOP } from '../test/support/merchant.js';
import type { Doors, Service } from '../test/support/service.js';
import { startSshd } from '../test/support/sshd.js';

export interface UploadRound {
  /** MB per second through our endpoint, and through OpenSSH's sshd, right after one another */
  readonly ours: number;
  readonly theirs: number;
}

const MEGABYTES = 300;

/** The same file, by the same client, to both servers in turn; neither is taken from where it lies. */
export async function timeUploads(service: Service, doors: Doors, rounds: number): Promise<UploadRound[]> {
  const merchant = await equipMerchant(service, doors.sftp);
  const sshd = await startSshd();
  try {
    const file = await merchant.file('large.bin', randomBytes(MEGABYTES * 1_000_000));
    const upload = async (options: readonly string[], target: string, login: string): Promise<number> => {
      const batch = await merchant.file('batch', `put ${file} ${target}\n`);
      const started = performance.now();
      const ran = await merchant.run('sftp', [...options, '-b', batch, login]);
      const seconds = (performance.now() - started) / 1000;
      if (ran.code !== 0) throw new Error(ran.output);
      return MEGABYTES / seconds;
    };
    const [, , , , ...others] = merchant.options;
    const theirOptions = ['-P', String(sshd.port), '-i', sshd.keyFile, ...others];
    const measured: UploadRound[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const ours = await upload(merchant.options, 'TEST/in/.large.tmp', `${SHOP}@127.0.0.1`);
      const theirs = await upload(theirOptions, sshd.pathTo('in', 'large.tmp'), `${sshd.user}@127.0.0.1`);
      measured.push({ ours, theirs });
    }
    await merchant.sftp('rm TEST/in/.large.tmp');
    return measured;
  } finally {
    await merchant.remove();
    await sshd.stop();
  }
}

/** Milliseconds from the end of the session that uploaded 10 orders to their answer. */
export async function timeSessions(service: Service, doors: Doors, sessions: number): Promise<number[]> {
  const merchant = await equipMerchant(service, doors.sftp);
  try {
    const times: number[] = [];
    for (let session = 0; session < sessions; session += 1) {
      const { stem, content } = makeRequest(`SFTP${session}`, 10);
      const path = await merchant.file(`${stem}.csv`, content);
      const ran = await merchant.sftp(`put ${path} TEST/in/${stem}.csv`);
      const ended = performance.now();
      if (ran.code !== 0) throw new Error(ran.output);
      await service.answerTo(stem);
      times.push(performance.now() - ended);
    }
    return times;
  } finally {
    await merchant.remove();
  }
}
