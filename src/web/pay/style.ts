import { accentsOf, DARK_CARD, DARK_PAGE, LIGHT_PAGE } from '../../form/index.js';

/**
 * The one style sheet of the buyer's pages. It is written into each page and allowed there by its hash, so that no
 * page waits for a second answer, and nothing but this text can style it. Colours: every text on its ground, and every
 * edge of a control, meets WCAG AA (measured by axe-core in the tests).
 */
export const FORM_STYLE = `
:root { color-scheme: light dark; --page: ${LIGHT_PAGE}; --card: #fff; --text: #17202a; --muted: #4d5b69; --line: #d5dce3;
  --edge: #75828f; --error: #b3261e; --error-ground: #fdf1f0; --good: #17663a; --shadow: 0 1px 2px #17202a1f, 0 8px 24px #17202a12; }
@media (prefers-color-scheme: dark) {
  :root { --page: ${DARK_PAGE}; --card: ${DARK_CARD}; --text: #e4eaf0; --muted: #aab7c4; --line: #36424f;
    --edge: #8a98a6; --error: #ffa59c; --error-ground: #33201f; --good: #86d9a8; --shadow: none; }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word; }
.test { margin: 0; padding: .5rem 1rem; background: #ffd95a; color: #2c2200; text-align: center; font-size: .9375rem; }
.test strong { display: inline-block; margin-right: .5rem; padding: 0 .5rem; border-radius: .25rem; background: #2c2200;
  color: #ffd95a; letter-spacing: .08em; font-size: .8125rem; line-height: 1.6; }
.top, main, .foot { width: 100%; max-width: 31rem; margin: 0 auto; padding: 0 1rem; }
.wide .top, .wide main, .wide .foot { max-width: 62rem; }
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem 1rem; padding-top: 1.25rem; padding-bottom: 1.25rem; }
.merchant { flex: 1 1 12rem; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; min-width: 0; }
.merchant p { flex: 1 1 8rem; min-width: 0; margin: 0; font-weight: 650; font-size: 1.0625rem; line-height: 1.3; }
.merchant img { flex: none; width: auto; height: auto; max-width: 9rem; max-height: 3.25rem; padding: .25rem; border-radius: .375rem; background: #fff; }
.languages { flex: none; margin-left: auto; font-size: .9375rem; }
.languages ul { display: flex; gap: .25rem; margin: 0; padding: 0; list-style: none; }
.languages a, .languages span { display: block; padding: .375rem .5rem; border-radius: .375rem; }
.languages span { font-weight: 650; }
main { flex: 1 0 auto; }
.card { margin: 0 0 1.25rem; padding: 1.5rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); box-shadow: var(--shadow); }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { margin: 0 0 .75rem; font-size: 1.125rem; line-height: 1.3; }
p { margin: 0 0 1rem; }
.card > :last-child { margin-bottom: 0; }
a { color: var(--accent); text-underline-offset: .15em; }
.muted { color: var(--muted); }
.small { font-size: .875rem; }
dl { margin: 0 0 1.25rem; }
dl > div { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 1rem; padding: .5rem 0; border-top: 1px solid var(--line); }
dl > div:first-child { border-top: 0; }
dt { color: var(--muted); }
dd { margin: 0; text-align: right; font-weight: 550; }
dl > .amount { display: block; padding: 0 0 .75rem; }
.amount dd { text-align: left; font-size: 2.125rem; font-weight: 700; line-height: 1.2; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.field { margin: 0 0 1.25rem; padding: 0; border: 0; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
.optional { font-weight: 400; color: var(--muted); }
.help { margin: 0 0 .375rem; color: var(--muted); font-size: .9375rem; }
.error { margin: 0 0 .375rem; color: var(--error); font-weight: 600; font-size: .9375rem; }
input:not([type=checkbox]), select { display: block; width: 100%; min-height: 3rem; padding: .5rem .75rem; border: 1px solid var(--edge);
  border-radius: .5rem; background: var(--card); color: inherit; font: inherit; }
[aria-invalid=true]:not([type=checkbox]) { border: 2px solid var(--error); }
.tick { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; }
.tick input { width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); }
.tick label { margin: 0; font-weight: 500; }
.tick .help, .tick .error { grid-column: 2; margin-top: .125rem; }
.choices { margin: 0 0 1.25rem; padding: 0; border: 0; }
.choices legend { margin: 0 0 .5rem; padding: 0; font-weight: 600; }
.choice { display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 0 .75rem; padding: .5rem 0; border-top: 1px solid var(--line); }
.choice input[type=radio] { display: block; width: 1.5rem; min-height: 0; height: 1.5rem; margin: 0; padding: 0; accent-color: var(--accent); }
.choice label { margin: 0; font-weight: 500; }
.choice .number { display: block; font-weight: 650; font-variant-numeric: tabular-nums; }
.button { display: block; width: 100%; min-height: 3.25rem; padding: .75rem 1.25rem; border: 2px solid var(--accent); border-radius: .5rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 650; font-size: 1.0625rem; text-align: center;
  text-decoration: none; cursor: pointer; }
.button:hover { filter: brightness(.92); }
.button.second { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.mistakes { margin: 0 0 1.25rem; padding: 1rem 1.25rem; border: 2px solid var(--error); border-radius: .5rem; background: var(--error-ground); }
.mistakes:focus { outline: 0; box-shadow: inset .375rem 0 0 var(--error); }
.mistakes ul { margin: 0; padding-left: 1.125rem; }
.mistakes a { color: var(--error); font-weight: 600; }
.state { display: flex; align-items: center; gap: .75rem; }
.state h1 { margin: 0; }
.sign { flex: none; display: grid; place-items: center; width: 2.5rem; height: 2.5rem; border: 2px solid currentColor; border-radius: 50%; font-size: 1.25rem; font-weight: 700; line-height: 1; }
.sign.good { color: var(--good); }
.sign.bad { color: var(--error); }
.sign.open { color: var(--muted); }
.state + p { margin-top: 1rem; }
.actions { display: grid; gap: .75rem; margin-top: 1.25rem; }
.legal { color: var(--muted); font-size: .875rem; }
.legal h2 { font-size: .875rem; }
.foot { padding-top: .5rem; padding-bottom: 1.5rem; color: var(--muted); font-size: .8125rem; }
.foot p { margin: 0; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-width: 52rem) {
  .pair { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 1.5rem; align-items: start; }
  .card { padding: 2rem; }
  .top { padding-top: 2rem; }
}
@media (max-width: 30rem) {
  .card { padding: 1.125rem; } h1 { font-size: 1.25rem; } .amount dd { font-size: clamp(1.25rem, 6.4vw, 2.125rem); }
  dl > div { display: block; } dd { text-align: left; } .merchant { flex-basis: 100%; }
}
@media print { .languages, .actions, .foot, .test { display: none; } .card { border: 0; box-shadow: none; } }
`;

/** The colours of one shop. They are worked out from a checked `#rrggbb`, so that nothing else can get in here. */
export function writeAccents(colour: string): string {
  const { light, dark } = accentsOf(colour);
  return (
    `:root{--accent:${light.accent};--on-accent:${light.on}}` +
    `@media (prefers-color-scheme:dark){:root{--accent:${dark.accent};--on-accent:${dark.on}}}`
  );
}
