import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type Added, addOrder, readTypedRecord } from '../by-hand/index.js';
import { describeOrder } from '../orders/index.js';
import { describeFinding } from '../reports/index.js';
import { codesOf, renderFinding, renderMore } from '../validation/index.js';
import type { Language } from '../words.js';
import { parseLanguage, parseMode, parseShop, print, printJson, UsageError, withOffice } from './session.js';

interface AddOptions {
  readonly jsonFile?: string;
  readonly language: string;
  readonly json?: true;
}

export function addOrderAddCommand(order: Command, setExitCode: (code: number) => void): void {
  order
    .command('add <shop> <mode> [fields...]')
    .description(
      'make one order, KEY=VALUE each, named as the columns of a CSV file: reference, amount, currency, ' +
        'description, expirationDate, customer.email, metadata.x ...',
    )
    .option('--json-file <path>', 'the record as JSON instead, from this file; - reads standard input')
    .option('--language <language>', 'language of the messages, en or fr', 'en')
    .option('--json', 'the order, or the findings, as JSON')
    .action(async (shop: string, mode: string, fields: string[], options: AddOptions) => {
      const line = { shopId: parseShop(shop), mode: parseMode(mode) };
      const language = parseLanguage(options.language);
      const record = await readRecord(fields, options.jsonFile);
      await withOffice(async ({ context }) => {
        const added = await addOrder(context, line, record);
        switch (added.outcome) {
          case 'SHOP_UNKNOWN':
            throw new UsageError(`there is no shop ${line.shopId}`);
          case 'CANCELS':
            throw new UsageError('this cancels an order: bordereau order cancel SHOP MODE REFERENCE');
          case 'REFUSED':
            setExitCode(1);
            return options.json ? printRefusal(added, language) : printFindings(added, language);
          case 'ADDED': {
            const paymentUrl = context.paymentUrl(line, added.order.reference);
            if (options.json) return printJson({ ...describeOrder(added.order), paymentUrl });
            const { reference, amount, currency, expires_at } = added.order;
            print(`Added ${reference}: ${amount} ${currency}, expires ${expires_at.toISOString()}`);
            print(paymentUrl);
          }
        }
      });
    });
}

async function readRecord(fields: readonly string[], jsonFile: string | undefined): Promise<string> {
  if (jsonFile !== undefined) {
    if (fields.length > 0) throw new UsageError('either KEY=VALUE words or --json-file, not both');
    if (jsonFile === '-') return readText(process.stdin);
    return readFile(jsonFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${jsonFile} cannot be read: ${error.code}`);
    });
  }
  const typed = readTypedRecord(fields);
  if ('mistakes' in typed) throw new UsageError(typed.mistakes.join('; '));
  return typed.text;
}

type Refusal = Extract<Added, { outcome: 'REFUSED' }>;

function printFindings({ findings, more }: Refusal, language: Language): void {
  for (const finding of findings) print(`${codesOf(finding)}  ${renderFinding(finding, language)}`);
  for (const one of more) print(`${one.code}  ${renderMore(one, language)}`);
  const total = more.reduce((sum, { count }) => sum + count, findings.length);
  print(`INVALID  the order: ${total} ${total === 1 ? 'finding' : 'findings'}, nothing was created`);
}

function printRefusal({ findings, more }: Refusal, language: Language): void {
  printJson({
    state: 'INVALID',
    findings: findings.map((finding) => describeFinding(finding, language)),
    more,
  });
}
