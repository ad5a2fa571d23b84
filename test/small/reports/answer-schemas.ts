import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formatsModule from 'ajv-formats';

const ajv = new Ajv2020({ strict: true, ownProperties: true, allErrors: true });
formatsModule.default(ajv);
for (const name of ['acknowledgement', 'result', 'status-report']) {
  ajv.addSchema(
    JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')),
  );
}

function compiled(part: string): ValidateFunction {
  const validate = ajv.getSchema(`https://bordereau.example/schemas/${part}`);
  if (validate === undefined) throw new Error(`no schema ${part}`);
  return validate;
}

export const acknowledgementSchema = compiled('acknowledgement.schema.json');
export const resultSchema = compiled('result.schema.json');
export const firstLineSchema = compiled('result.schema.json#/$defs/ndjsonFirstLine');
export const recordSchema = compiled('result.schema.json#/$defs/record');

export const statusReportSchema = compiled('status-report.schema.json');

/** What is wrong with the answer by its schema; empty when nothing is. */
export function schemaErrors(validate: ValidateFunction, answer: unknown): readonly string[] {
  validate(answer);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
