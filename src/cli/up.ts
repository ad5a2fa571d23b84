import { type Command, Option } from 'commander';
import { ROLES, type Role } from '../config.js';
import { createLogger } from '../ops/logging.js';
import { keepMemorySmall } from '../ops/memory.js';
import { greetFirstStart } from './first-start.js';
import { print, readConfig, UsageError } from './session.js';

/** Milliseconds: a stop ends within ten seconds, whatever is in hand. */
const STOP_DEADLINE = 9_000;

function parseRoles(text: string): Role[] {
  const known: readonly string[] = ROLES;
  const roles = text.split(',').map((role) => role.trim());
  const wrong = roles.filter((role) => !known.includes(role));
  if (wrong.length > 0)
    throw new UsageError(`no role "${wrong.join('", "')}": the roles are ${known.join(', ')}`);
  return ROLES.filter((role) => roles.includes(role));
}

export function addUpCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('up')
    .description('run the service until SIGTERM or SIGINT')
    .addOption(
      new Option('--roles <roles>', 'what this process does, separated by commas').default(ROLES.join(',')),
    )
    .action(async ({ roles }: { roles: string }) => {
      const config = readConfig();
      const logger = createLogger(config.logLevel);
      // Asked for before the start, so that a stop during it is not lost.
      const asked = new Promise<NodeJS.Signals>((resolve) => {
        const end = (signal: NodeJS.Signals) => {
          // Whatever is still in hand then is what a kill leaves, too: the next start finds it and goes on.
          setTimeout(() => process.exit(0), STOP_DEADLINE).unref();
          resolve(signal);
        };
        // Not `once`: Ctrl-C below `npm start` comes twice, from the terminal and from npm, and the second one would
        // cut the stop short.
        process.on('SIGTERM', end);
        process.on('SIGINT', end);
      });
      const { startApp } = await import('../app.js');
      const app = await startApp(config, parseRoles(roles), logger, (office, opened) =>
        greetFirstStart(office, opened, (text) => process.stderr.write(`${text}\n`)),
      );
      // Once all that lives for long is there.
      keepMemorySmall();
      print(`ready ${JSON.stringify(app.ready)}`);
      logger.info('stopping', { signal: await asked });
      await app.stop();
      setExitCode(0);
      // Whatever still holds the event loop (a connection that does not close) must not hold the end.
      setTimeout(() => process.exit(0), 500).unref();
    });
}
