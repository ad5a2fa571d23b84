/** Why the service or a command could not start: one sentence for a person, saying what to do. */
export class StartError extends Error {
  readonly code = 'CANNOT_START';
  readonly retryable = false;
}

const FILE_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'is not writable for this user',
  EPERM: 'is not writable for this user',
  EROFS: 'lies on a read-only disk',
  ENOSPC: 'lies on a disk that is full',
  EDQUOT: 'lies on a disk whose quota is used up',
  ENOTDIR: 'is not a directory',
  EEXIST: 'is not a directory',
};

/** The sentence for a directory that cannot be used, by the error's code. */
export function explainDirectory(path: string, error: unknown): StartError {
  const { code = '' } = error as { code?: string };
  const reason = FILE_REASONS[code] ?? `cannot be used (${code || String(error)})`;
  return new StartError(
    `the data directory ${path} ${reason}: change that, or set BORDEREAU_DATA to another one`,
    {
      cause: error,
    },
  );
}
