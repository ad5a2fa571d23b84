import { Command, CommanderError } from 'commander';
import { describeError } from '../ops/redact.js';
import { addBatchCommands } from './batch.js';
import { addCheckCommand } from './check.js';
import { addDoctorCommand } from './doctor.js';
import { addOrderCommands } from './order.js';
import { addReportCommands } from './report.js';
import { UsageError, wantsStacks } from './session.js';
import { addShopCommands } from './shop.js';
import { addUpCommand } from './up.js';

/** Runs one command and returns its exit code: 0 done, 1 it could not be done, 2 wrong arguments. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('bordereau')
    .description(
      'A file exchange for invoice payment orders: batch files in, payment orders all or none, answers out.',
    )
    .exitOverride()
    .showHelpAfterError('(see --help)');
  const setExitCode = (code: number) => {
    exitCode = code;
  };
  addUpCommand(program, setExitCode);
  addCheckCommand(program, setExitCode);
  addShopCommands(program, setExitCode);
  addBatchCommands(program, setExitCode);
  addOrderCommands(program, setExitCode);
  addReportCommands(program, setExitCode);
  addDoctorCommand(program, setExitCode);
  for (const command of allCommands(program)) command.exitOverride();
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`bordereau: ${describe(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => allCommands(child as Command))];
}

/** One sentence; the stack only for who asks for it. */
function describe(error: unknown): string {
  if (wantsStacks() && error instanceof Error) return error.stack ?? error.message;
  // Errors of a family of ours are written for a person; their causes are for the log.
  if (error instanceof Error && 'retryable' in error) return error.message;
  return describeError(error);
}
