import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  remountReadOnly(): void;
  unmount(): void;
}

/** A disk of its own in memory, of so many kilobytes, mounted on `path`; needs root and the right to mount. */
export function mountSmallDisk(path: string, kilobytes: number): SmallDisk {
  mkdirSync(path, { recursive: true });
  mount('-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=777`, 'tmpfs', path);
  return {
    path,
    remountReadOnly: () => mount('-o', 'remount,ro', path),
    // Lazily: a process that still holds a file open there must not fail the test's clearing away.
    unmount: () => void execFileSync('umount', ['-l', path], { stdio: 'ignore' }),
  };
}

function mount(...args: readonly string[]): void {
  execFileSync('mount', args, { stdio: 'ignore' });
}

/** Whether this machine lets us mount: root in a container often may not. */
export const canMount = ((): boolean => {
  const path = mkdtempSync(join(tmpdir(), 'bordereau-mount-'));
  try {
    mountSmallDisk(path, 16).unmount();
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(path);
  }
})();

if (!canMount) {
  process.stderr.write(
    'Without root and the right to mount, tests of full and read-only disks are skipped.\n',
  );
}
