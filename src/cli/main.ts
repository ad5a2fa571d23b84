#!/usr/bin/env node
import { runCommandLine } from './command-line.js';

/** `bordereau order list | head`: who reads has seen enough. What a command does, and the service, go on without. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await runCommandLine(process.argv);
