import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Service } from '../support/service.js';

const SAMPLE = fileURLToPath(new URL('../../samples/payment-form.json', import.meta.url));
const LOGO = fileURLToPath(new URL('../../samples/payment-form-logo.png', import.meta.url));

let service: Service;
let http: string;

beforeAll(async () => {
  service = await Service.create();
  ({ http } = await service.start());
});
afterAll(() => service.remove());

const form = (...args: string[]) => service.run(['shop', 'form', ...args]);
const page = async () => (await fetch(`${http}/pay/test/12345678?lang=en`)).text();

async function write(name: string, content: unknown): Promise<string> {
  const path = join(service.directory, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('the form of TEST is there at once, and a file changes all of it', async () => {
  expect(await page()).toContain('Démonstration');
  expect((await form('12345678')).stdout).toBe(
    'The form of shop 12345678 is not configured: TEST uses a plain one.\n',
  );

  expect(await form('12345678', SAMPLE)).toMatchObject({
    code: 0,
    stdout: 'The form of shop 12345678 is set; look at it on https://pay.example/pay/test/12345678\n',
  });
  const configured = await page();
  expect(configured).toContain('Pay your invoice online, safely and at once.');
  const logo = await fetch(http + /src="([^"]+)"/.exec(configured)?.[1]?.replaceAll('&amp;', '&'));
  expect(logo.headers.get('content-type')).toBe('image/png');
  const printed = JSON.parse((await form('12345678')).stdout);
  expect(printed).toMatchObject({ colour: '#0b5c4a', logo: { file: 'payment-form-logo.png' } });

  expect((await form('12345678', await write('plain.json', { fields: [] }))).code).toBe(0);
  const plain = await page();
  expect(plain).not.toMatch(/<img|safely and at once/);
  expect(JSON.parse((await form('12345678')).stdout)).toEqual({ fields: [] });
});

test('what is printed can be set again', async () => {
  await form('12345678', SAMPLE);
  const printed = (await form('12345678')).stdout;
  await copyFile(LOGO, join(service.directory, 'payment-form-logo.png'));
  expect((await form('12345678', await write('again.json', printed))).code).toBe(0);
  expect((await form('12345678')).stdout).toBe(printed);
});

test('a file with mistakes changes nothing and is told all of them', async () => {
  await form('12345678', SAMPLE);
  const before = (await form('12345678')).stdout;
  await write('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const path = await write('bad.json', {
    fields: [{ key: 'a', type: 'text' }],
    logo: { file: 'logo.svg' },
    colour: 'red',
  });
  const { code, stderr } = await form('12345678', path);
  expect(code).toBe(2);
  expect(stderr).toContain('the form is not changed; its settings have 3 mistakes:');
  expect(stderr).toContain('fields.0.label');
  expect(stderr).toContain('colour in ');
  expect(stderr).toContain(
    'logo.svg is an SVG or another document, which may hold scripts: save it as PNG or JPEG',
  );
  expect((await form('12345678')).stdout).toBe(before);
});

test.each([
  ['no JSON', '{"fields": [}', /is no JSON: unexpected "}" on line 1, column 13/],
  [
    'a logo that is not there',
    { fields: [], logo: { file: 'none.png' } },
    /logo\.file: .*none\.png cannot be read \(ENOENT\)/,
  ],
])('%s is one sentence', async (_what, content, sentence) => {
  const { code, stderr } = await form('12345678', await write('wrong.json', content));
  expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a file or a shop that does not exist is one sentence', async () => {
  expect((await form('12345678', 'nowhere.json')).stderr).toMatch(/nowhere\.json cannot be read \(ENOENT\)/);
  expect((await form('11111111', SAMPLE)).stderr).toContain('there is no shop 11111111');
  expect((await form('11111111')).stderr).toContain('there is no shop 11111111');
});

test('doctor says that mails are kept where no mail server is set', async () => {
  const { stdout } = await service.run(['doctor']);
  expect(stdout).toContain('well   mail: no mail server is set: receipts are kept, see /ops/mails');
});
