import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Mode } from '../../words.js';
import { readChosen, readTexts, sendStop } from './answers.js';

/** What a buyer sees when a page of the form fails: a page in a person's words, without the reason. */
export function failForm(mode: Mode) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const status = error.statusCode ?? 500;
    const chosen = readChosen(readTexts(request.query));
    return sendStop(request, reply, { status, name: status < 500 ? 'notAllowed' : 'fault', mode, chosen });
  };
}
