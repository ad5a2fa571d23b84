import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type Inspection, inspectRequest } from '../../../src/batch/index.js';
import { readShopSettings, rulesOf } from '../../../src/shops/index.js';
import { DEFAULT_LIMITS } from '../../../src/validation/index.js';
import type { ShopId } from '../../../src/words.js';

const SHOP = '12345678' as ShopId;

function rules() {
  const read = readShopSettings({});
  if ('mistakes' in read) throw new Error(read.mistakes.join());
  return rulesOf(read.settings, SHOP);
}

function inspect(
  fileName: string,
  text: string,
  more: { size?: number; refused?: string[] } = {},
): Promise<Inspection> {
  return inspectRequest(
    {
      open: () => {
        if (more.size !== undefined) throw new Error('the bytes were read');
        return Readable.from([Buffer.from(text)]);
      },
      fileName,
      size: more.size ?? Buffer.byteLength(text),
      shopId: SHOP,
      mode: 'TEST',
    },
    {
      rules: rules(),
      limits: DEFAULT_LIMITS,
      now: new Date('2026-11-23T12:00:00Z'),
      onRefused: ({ reference }) => {
        more.refused?.push(reference);
        return undefined;
      },
    },
  );
}

const codes = ({ findings }: Inspection) => findings.kept.map((finding) => finding.code);

test('a file above the limit is refused without a byte of it being read', async () => {
  const inspection = await inspect('huge.csv', '', { size: DEFAULT_LIMITS.fileBytes + 1 });
  expect(inspection.readWhole).toBe(false);
  expect(inspection.findings.kept).toEqual([
    expect.objectContaining({
      code: 'FILE_TOO_LARGE',
      params: expect.objectContaining({ limit: 1024 ** 3 }),
    }),
  ]);
});

test('all findings come at once: the name, the header, the records, the totals', async () => {
  const text = '02;87654321;PRODUCTION;ALL\nINVOICE;PAYMENT;A-1;100\nMAIL;PAYMENT;A-1;x\n99;3;EUR:100\n';
  expect(codes(await inspect('20261123.12345678.ORD.REQ.P.01.csv', text)).sort()).toEqual([
    'AMOUNT_INVALID',
    'CHANNEL_NOT_SUPPORTED',
    'FILE_COUNT',
    'FILE_MODE',
    'FILE_NAME',
    'FILE_SHOP',
    'REFERENCE_REPEATED',
  ]);
});

test('a wrong sum is told, but not as the mere consequence of an amount that could not be read', async () => {
  const header = '{"shop":"12345678","mode":"TEST","sums":{"EUR":300}}';
  const wrong = await inspect(
    'a.ndjson',
    `${header}\n{"reference":"A","amount":100}\n{"reference":"B","amount":100}\n`,
  );
  expect(codes(wrong)).toEqual(['FILE_SUM']);
  const unread = await inspect(
    'a.ndjson',
    `${header}\n{"reference":"A","amount":100}\n{"reference":"B","amount":2.5}\n`,
  );
  expect(codes(unread)).toEqual(['AMOUNT_INVALID']);
});

test('a key that stands twice is one finding, and neither value is believed', async () => {
  const text = '{"shop":"12345678","mode":"TEST"}\n{"reference":"A","amount":1,"amount":2}\n';
  const inspection = await inspect('a.ndjson', text);
  expect(inspection.findings.kept).toEqual([
    expect.objectContaining({ code: 'FIELD_FORMAT', field: 'amount' }),
  ]);
});

test('the reference of a refused record is still compared with the orders', async () => {
  const refused: string[] = [];
  await inspect('a.csv', 'reference;amount\nGOOD;1\nBAD-AMOUNT;x\nBAD REFERENCE;1\n', { refused });
  expect(refused).toEqual(['BAD-AMOUNT']);
});

test('sums are exact beyond what a number holds', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `R-${index};999999999999`);
  const inspection = await inspect('a.csv', `reference;amount\n${rows.join('\n')}\n`);
  expect(inspection.sums).toEqual({ EUR: 999_999_999_999n * 20_000n });
});
