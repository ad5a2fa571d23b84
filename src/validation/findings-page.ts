import { CODES, describeCode } from './catalogue.js';
import { renderFinding } from './message.js';
import { isoOf } from './reason.js';

/** The page docs/findings.md: every code with its ISO 20022 reason, when it is reported, and what it says. */
export function writeFindingsPage(): string {
  const parts = [
    '# Findings',
    '',
    '<!-- Generated from src/validation/catalogue.ts by `npm run generate`. Do not edit. -->',
    '',
    'Everything that Bordereau can find wrong with a request file. Answers name the code and the ISO 20022 external',
    'status reason code (`AMOUNT_INVALID/AM12`), and say what is wrong and what would be right in the language of',
    'the shop. All findings of a file are reported at once; the same finding on more than 100 records is reported for',
    'the first 100 and then counted.',
    '',
    ...writeTable('About the whole file', 'file'),
    ...writeTable('About one record', 'record'),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function writeTable(title: string, scope: 'file' | 'record'): string[] {
  const rows = CODES.filter((code) => describeCode(code).scope === scope).map((code) => {
    const { when, example, iso } = describeCode(code);
    const finding = { code, ...example };
    const reasons = [...new Set([isoOf(finding), iso])].join(' / ');
    const cells = [`\`${code}\``, reasons, when, renderFinding(finding, 'en'), renderFinding(finding, 'fr')];
    return `| ${cells.map(escapeCell).join(' | ')} |`;
  });
  return [
    `## ${title}`,
    '',
    '| code | ISO | when | for example | par exemple |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ];
}

/** A bar would begin the next cell, `<shop>` would be taken for HTML. */
function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
