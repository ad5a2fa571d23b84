import { STATUS, writeStatus } from '../protocol/index.js';

export function done(request: { readonly id: number }): Buffer {
  return writeStatus(request.id, STATUS.OK, 'done');
}
