import winston from 'winston';

/** For what a test does not look at. */
export function quietLogger(): winston.Logger {
  return winston.createLogger({ silent: true, transports: [new winston.transports.Console()] });
}
