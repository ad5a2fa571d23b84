import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sendNotFound } from './not-found.js';
import type { CreateRoute } from './parts.js';

const DIRECTORY = new URL('../../schemas/', import.meta.url);

/** The names of the JSON Schemas that are shipped. */
export function listSchemas(): string[] {
  return readdirSync(fileURLToPath(DIRECTORY))
    .filter((name) => name.endsWith('.json'))
    .sort();
}

/** The JSON Schemas, for merchants. Only names from the directory's listing reach the file system. */
export const createSchemaRoute: CreateRoute = () => {
  const names = new Set(listSchemas());
  return {
    method: 'GET',
    url: '/schemas/:name',
    answer: async (request, reply) => {
      const { name } = request.params as { readonly name: string };
      if (!names.has(name)) return sendNotFound(request, reply);
      return reply.type('application/schema+json').send(await readFile(new URL(name, DIRECTORY)));
    },
  };
};
