import { type Entry, escapeXml, type Person, type Sections, toEntry } from './person.ts';

/** A CV as a page: printed to PDF, photographed as a scan, or kept as it is. */
export function toHtml(person: Person): string {
  const { name, headline, contact, language, layout = 'plain' } = person;
  const contacts = contact.map((line) => `<span>${escapeXml(line)}</span>`).join(' · ');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${escapeXml(name)}</title>
<style>${STYLE}</style>
</head>
<body class="${layout}">
<header><h1>${escapeXml(name)}</h1><p class="headline">${escapeXml(headline)}</p><p>${contacts}</p></header>
${person.aside ? `<aside>${sectionsHtml(person.aside, layout)}</aside>` : ''}
<main>${sectionsHtml(person.sections, layout)}</main>
</body>
</html>
`;
}

function sectionsHtml(sections: Sections, layout: Person['layout']): string {
  return Object.entries(sections)
    .map(([title, lines]) => `<section><h2>${escapeXml(title)}</h2>\n${linesHtml(lines, layout)}</section>`)
    .join('\n');
}

function linesHtml(lines: string[], layout: Person['layout']): string {
  const entries = lines.map(toEntry).filter((entry) => entry !== null);
  if (entries.length > 0) {
    return layout === 'table'
      ? `<table>${entries.map(rowHtml).join('\n')}</table>`
      : entries.map(entryHtml).join('\n');
  }
  if (lines.length === 1) return `<p>${escapeXml(lines[0] ?? '')}</p>`;
  return `<ul>${lines.map((line) => `<li>${escapeXml(line)}</li>`).join('\n')}</ul>`;
}

function entryHtml({ when, what, where, text }: Entry): string {
  const place = where ? `<br>${escapeXml(where)}` : '';
  return `<div class="entry"><h3>${escapeXml(what)}</h3><p class="where">${escapeXml(when)}${place}</p><p>${escapeXml(text)}</p></div>`;
}

function rowHtml({ when, what, where, text }: Entry): string {
  const details = [where, text].filter((part) => part !== '').map((part) => `<br>${escapeXml(part)}`);
  return `<tr><td>${escapeXml(when)}</td><td><b>${escapeXml(what)}</b>${details.join('')}</td></tr>`;
}

const STYLE = `
body { font: 10.5pt/1.45 "Liberation Sans", Arial, sans-serif; color: #222; margin: 0 auto; max-width: 46em; }
h1 { font-size: 21pt; margin: 0; } .headline { font-size: 13pt; color: #456; margin: 0; }
h2 { font-size: 12pt; border-bottom: 1px solid #aab; margin: 14pt 0 4pt; break-after: avoid; }
h3 { font-size: 10.5pt; margin: 8pt 0 0; } .where { color: #567; margin: 0; } .entry { break-inside: avoid; }
p { margin: 3pt 0; } ul { margin: 3pt 0; padding-left: 16pt; }
td { vertical-align: top; padding: 3pt 10pt 3pt 0; } td:first-child { white-space: nowrap; }
.sidebar { display: grid; grid-template-columns: 31% 1fr; column-gap: 18pt; }
.sidebar header { grid-column: 1 / 3; border-bottom: 3px solid #274; padding-bottom: 6pt; }
.sidebar aside { background: #eef3ee; padding: 0 8pt 8pt; }
.columns main { columns: 2; column-gap: 22pt; } .columns section { break-inside: avoid-column; }
`;
