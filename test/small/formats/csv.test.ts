import { describe, expect, it } from 'vitest';
import { readCsvText } from './reading.js';

async function fieldsOf(text: string | Buffer) {
  const { records, findings } = await readCsvText(text);
  expect(findings).toEqual([]);
  return records.map(({ fields }) => fields);
}

describe('column names', () => {
  it('stand in any order and letter case, with spaces around them', async () => {
    expect(await fieldsOf(' CUSTOMER.eMail ; Amount;REFERENCE\nx@y.example;5;A')).toEqual([
      { customer: { email: 'x@y.example' }, amount: 5, reference: 'A' },
    ]);
  });

  it('metadata keys keep their letter case and may differ only in it', async () => {
    expect(await fieldsOf('reference;amount;Metadata.Key;metadata.key;metadata.toString\nA;5;1;2;3')).toEqual(
      [{ reference: 'A', amount: 5, metadata: { Key: '1', key: '2', toString: '3' } }],
    );
  });

  it('reference and action are enough to cancel', async () => {
    expect(await fieldsOf('reference;action\nA;CANCEL')).toEqual([{ reference: 'A', action: 'CANCEL' }]);
  });

  it('of cards on file and instalments are known, so that the validation can refuse them by name', async () => {
    expect(await fieldsOf('reference;amount;paymentMethodToken;installmentNumber\nA;5;t;3')).toEqual([
      { reference: 'A', amount: 5, paymentMethodToken: 't', installmentNumber: '3' },
    ]);
  });
});

describe('the delimiter', () => {
  it.each([';', ',', '\t', '|'])('%j is found', async (delimiter) => {
    const { head, records } = await readCsvText(`reference${delimiter}"amount"\nA${delimiter}5`);
    expect(head?.delimiter).toBe(delimiter);
    expect(records[0]?.fields).toEqual({ reference: 'A', amount: 5 });
  });

  it('is the one under which the required columns come out, not the most frequent character', async () => {
    const { head } = await readCsvText('reference|amount|metadata.a;b;c;d;e\nA|5|x');
    expect(head?.delimiter).toBe('|');
  });

  it('that two readings allow is a finding', async () => {
    const { findings, stopped, head } = await readCsvText(
      'reference;amount;metadata.x,reference,amount\nA;5;x',
    );
    expect(findings).toEqual([
      { code: 'FILE_COLUMNS', line: 1, params: { problem: 'delimiter', found: '; ,' } },
    ]);
    expect({ stopped, format: head?.format }).toEqual({ stopped: true, format: 'CSV' });
  });

  it('that no reading allows is a finding', async () => {
    const { findings } = await readCsvText('reference:amount\nA:5');
    expect(findings).toEqual([{ code: 'FILE_COLUMNS', line: 1, params: { problem: 'delimiter' } }]);
  });

  it('may be said by the line that Excel writes, which counts as a line', async () => {
    const { head, records } = await readCsvText('sep=|\r\nreference|amount\r\nA|5');
    expect(head).toMatchObject({ delimiter: '|', columns: ['reference', 'amount'] });
    expect(records[0]).toMatchObject({ record: 1, line: 3 });
  });

  it('that Excel says and we do not know is a finding', async () => {
    const { findings } = await readCsvText('sep=:\nreference:amount\nA:5');
    expect(findings).toEqual([
      { code: 'FILE_COLUMNS', line: 1, params: { problem: 'delimiter', found: ':' } },
    ]);
  });
});

describe('values', () => {
  it('an empty cell is no value, quoted or not', async () => {
    expect(await fieldsOf('reference;amount;customer.email;description\nA;5;;""')).toEqual([
      { reference: 'A', amount: 5 },
    ]);
  });

  it.each([
    ['1250', 1250],
    ['-3', -3],
    ['-0', 0],
    ['007', 7],
    ['999999999999', 999_999_999_999],
    ['12,50', '12,50'],
    ['1e3', '1e3'],
    [' 5', ' 5'],
    ['+5', '+5'],
    ['٣', '٣'],
    ['9'.repeat(400), '9'.repeat(400)],
  ])('the amount %s becomes %j', async (written, value) => {
    expect(await fieldsOf(`reference;amount;taxAmount\nA;${written};${written}`)).toEqual([
      { reference: 'A', amount: value, taxAmount: value },
    ]);
  });

  it('digits of other fields stay text, zeros in front too', async () => {
    expect(await fieldsOf('reference;amount;taxRate;customer.zipCode\n0012;5;20;01000')).toEqual([
      { reference: '0012', amount: 5, taxRate: '20', customer: { zipCode: '01000' } },
    ]);
  });

  it('quotes, doubled quotes and delimiters inside them are read as RFC 4180 says', async () => {
    expect(await fieldsOf('reference,amount,description\n"A","5","say ""hi"", twice"')).toEqual([
      { reference: 'A', amount: 5, description: 'say "hi", twice' },
    ]);
  });
});

describe('encodings', () => {
  const text = 'reference;amount;description\nA;5;Œuvre à 10 € 😀\n';
  it.each([
    ['UTF-8', Buffer.from(text), false],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`), true],
    ['UTF-16LE with its mark', Buffer.from(`\ufeff${text}`, 'utf16le'), true],
    ['UTF-16BE with its mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), true],
  ])('%s', async (_, bytes, byteOrderMark) => {
    const { head, records } = await readCsvText(bytes);
    expect(head?.byteOrderMark).toBe(byteOrderMark);
    expect(head?.columns?.[0]).toBe('reference');
    expect(records[0]?.fields?.description).toBe('Œuvre à 10 € 😀');
  });

  it('windows-1252 only by the setting of the shop', async () => {
    const bytes = Buffer.concat([
      Buffer.from('reference;amount;description\nA;5;'),
      Buffer.from([0x8c, 0x80, 0xe9]),
    ]);
    const { records } = await readCsvText(bytes, { encoding: 'windows-1252' });
    expect(records[0]?.fields?.description).toBe('Œ€é');
    expect((await readCsvText(bytes)).findings[0]?.code).toBe('FILE_ENCODING');
  });

  it('a byte that windows-1252 does not assign is refused', async () => {
    const bytes = Buffer.concat([Buffer.from('reference;amount\nA'), Buffer.from([0x81]), Buffer.from(';5')]);
    const { findings } = await readCsvText(bytes, { encoding: 'windows-1252' });
    expect(findings.map(({ params }) => [params?.byteOffset, params?.found])).toEqual([[18, 'U+0081']]);
  });

  it('a byte order mark counts before the setting', async () => {
    const { records } = await readCsvText(Buffer.from(`\ufeff${text}`), { encoding: 'windows-1252' });
    expect(records[0]?.fields?.description).toBe('Œuvre à 10 € 😀');
  });

  it('half a character of UTF-16 is told with its offset', async () => {
    const whole = Buffer.from('\ufeffreference;amount\nA;5\n', 'utf16le');
    const { findings } = await readCsvText(Buffer.concat([whole, Buffer.from([0x00, 0xd8, 0x41])]));
    expect(findings.map(({ params }) => params?.byteOffset)).toEqual([whole.length, whole.length + 2]);
  });
});

describe('an answer of ours that comes back', () => {
  const names = 'reference;amount;description;result_line;Result_Status';

  it('loses its result columns, wherever they stand, and keeps their names in the head', async () => {
    const { head, records } = await readCsvText('RESULT_x;reference;result_y;amount\nold;A;old;5');
    expect(head?.columns).toEqual(['RESULT_x', 'reference', 'result_y', 'amount']);
    expect(records[0]).toMatchObject({ fields: { reference: 'A', amount: 5 }, cells: ['A', '5'] });
  });

  it('has its formulas put as they were', async () => {
    const { records } = await readCsvText(
      `${names}\nA;5;'=1+1;2;INVALID\nB;6;''@x;3;INVALID\nC;7;'it;4;INVALID`,
    );
    expect(records.map(({ fields }) => fields?.description)).toEqual(['=1+1', "'@x", "'it"]);
    expect(records[0]?.cells).toEqual(['A', '5', '=1+1']);
  });

  it('a file without result columns keeps its apostrophes', async () => {
    const { records } = await readCsvText("reference;amount;description\nA;5;'=1+1");
    expect(records[0]?.fields?.description).toBe("'=1+1");
  });

  it('loses the rows at the end that hold only findings', async () => {
    const { records, findings } = await readCsvText(`${names}\nA;5;x;2;INVALID\n;;;;FILE_SUM\n`);
    expect(records).toHaveLength(1);
    expect(findings).toEqual([]);
  });

  it('counts the columns as they were sent', async () => {
    const { findings, records } = await readCsvText(`${names}\nA;5;x;2`);
    expect(findings[0]?.params).toEqual({ expected: 5, found: 4 });
    expect(records[0]?.cells).toEqual(['A', '5', 'x']);
  });
});
