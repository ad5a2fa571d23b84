import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributes, html, TemplateError, writeStyle } from '../../../src/web/html.js';

const EVIL = `<script>alert(1)</script>"'&`;
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;';

describe('what is interpolated is text', () => {
  test('between tags', () => {
    expect(html`<p>${EVIL}</p>`.text).toBe(`<p>${ESCAPED}</p>`);
  });

  test('in a quoted attribute', () => {
    expect(html`<input value="${EVIL}">`.text).toBe(`<input value="${ESCAPED}">`);
    expect(html`<input value='a ${EVIL}'>`.text).toBe(`<input value='a ${ESCAPED}'>`);
  });

  test('in attributes made from names and values', () => {
    expect(html`<input${attributes({ value: EVIL, required: true, disabled: false, min: 3 })}>`.text).toBe(
      `<input value="${ESCAPED}" required min="3">`,
    );
  });

  test('and only html itself stays markup, also in lists', () => {
    const items = ['<a>', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>`.text).toBe('<ul><li>&lt;a&gt;</li><li>&lt;b&gt;</li></ul>');
  });

  test('whatever the text is, no tag and no attribute comes of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`<p>${text}</p>`.text.slice(3, -4)).not.toMatch(/[<>"']/);
        expect(html`<p title="${text}">`.text.slice(10, -2)).not.toMatch(/[<>"']/);
      }),
    );
  });
});

test('nothing is written for null, undefined and false, but 0 is', () => {
  expect(html`${null}${undefined}${false}${0}${0n}`.text).toBe('00');
});

describe('a template in which escaping does not help is refused', () => {
  const id = 'x';
  test.each([
    ['an attribute without quotes', () => html`<p id=${id}>`],
    ['a text inside a tag', () => html`<p ${id}>`],
    ['markup inside an attribute', () => html`<p id="${html`<b>`}">`],
    ['attributes between tags', () => html`<p>${attributes({ id })}</p>`],
    ['a script', () => html`<script>${id}</script>`],
    ['a style sheet', () => html`<style>${id}</style>`],
    ['a style attribute', () => html`<p style="${id}">`],
    ['a handler', () => html`<p onclick="${id}">`],
    ['a comment', () => html`<!-- ${id} -->`],
    ['a handler among attributes', () => html`<p${attributes({ onclick: id })}>`],
    ['an address among attributes', () => html`<a${attributes({ href: id })}>`],
    ['the name of an attribute', () => html`<a${attributes({ 'x y': id })}>`],
    ['a style sheet that ends itself', () => writeStyle('</style><script>')],
  ])('%s', (_what, write) => {
    expect(write).toThrow(TemplateError);
  });

  test('what stands behind a style sheet or a comment is text again', () => {
    expect(html`<style>a{}</style><!-- b --><p>${id}</p>`.text).toBe('<style>a{}</style><!-- b --><p>x</p>');
  });
});

describe('an address', () => {
  test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', ' /x', 'x', ''])(
    '"%s" is refused',
    (address) => expect(() => html`<a href="${address}">`).toThrow(TemplateError),
  );

  test.each(['/pay', '?a=1', '#a', 'https://shop.example', 'http://127.0.0.1:8080'])(
    '"%s" is written',
    (address) => expect(html`<a href="${address}">`.text).toContain(address),
  );

  test('may go on with a text once it has begun', () => {
    expect(html`<a href="/x/${'a"b'}">`.text).toBe('<a href="/x/a&quot;b">');
  });
});
