import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkLogo } from '../../../src/form/index.js';

const PNG = readFileSync(new URL('../../../samples/payment-form-logo.png', import.meta.url));

/** SOI, a table, a frame of 30 x 20, EOI. */
const JPEG = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc00011080014001e03012200021101031101ffd9',
  'hex',
);

test('the size of a PNG and of a JPEG is read', () => {
  expect(checkLogo(PNG)).toMatchObject({ logo: { type: 'image/png', width: 360, height: 120 } });
  expect(checkLogo(JPEG)).toMatchObject({ logo: { type: 'image/jpeg', width: 30, height: 20 } });
});

const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const huge = Buffer.from(PNG);
huge.writeUInt32BE(100_000, 16);

test.each([
  [
    'an SVG',
    Buffer.from(svg),
    'is an SVG or another document, which may hold scripts: save it as PNG or JPEG',
  ],
  [
    'an HTML page',
    Buffer.from('<!DOCTYPE html><script>'),
    'is an SVG or another document, which may hold scripts: save it as PNG or JPEG',
  ],
  ['a GIF', Buffer.from('GIF89a....'), 'is a GIF: save it as PNG or JPEG'],
  ['a WebP', Buffer.from('RIFF....WEBPVP8 '), 'is a WebP: save it as PNG or JPEG'],
  ['nothing', Buffer.alloc(0), 'is no complete PNG or JPEG: save it as PNG or JPEG'],
  ['a PNG cut off', PNG.subarray(0, 500), 'is no complete PNG or JPEG: save it as PNG or JPEG'],
  [
    'a PNG with a page behind it',
    Buffer.concat([PNG, Buffer.from(svg)]),
    'is no complete PNG or JPEG: save it as PNG or JPEG',
  ],
  ['a JPEG cut off', JPEG.subarray(0, 30), 'is no complete PNG or JPEG: save it as PNG or JPEG'],
  ['a picture that unfolds', huge, 'has 100000 x 120 pixels: 1 to 4000 each way are allowed'],
  ['too many bytes', Buffer.alloc(300_000), 'has 300000 bytes: at most 262144 are allowed'],
])('%s is refused with the reason', (_what, bytes, problem) => {
  expect(checkLogo(bytes)).toEqual({ problem });
});
