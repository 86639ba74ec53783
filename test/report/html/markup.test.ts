import { describe, expect, it } from 'vitest';
import { decoded, html, trusted, visible } from '../../../src/report/html/markup.js';

describe('the template tag', () => {
  it('escapes every value, in text and in attributes, but no markup', () => {
    const value = `<b title="x">&'`;
    expect(html`<p title="${value}">${value}${html`<i>${1}</i>`}${[trusted('<br>'), '<']}${undefined}</p>`.text).toBe(
      '<p title="&lt;b title=&quot;x&quot;&gt;&amp;&apos;">&lt;b title=&quot;x&quot;&gt;&amp;&apos;<i>1</i><br>&lt;</p>',
    );
  });

  it('shows characters that hide, move or end something', () => {
    expect(visible('a\u0000b\nc\u007fd')).toBe('a␀b␊c␡d');
    expect(visible('\u202egpj.exe\u200b\ufeff\u0085\ud800')).toBe('⟨U+202E⟩gpj.exe⟨U+200B⟩⟨U+FEFF⟩⟨U+0085⟩⟨U+D800⟩');
    expect(visible('Zoë 日本 😀')).toBe('Zoë 日本 😀');
  });

  it('reads UTF-8 as UTF-8, and shows bytes that are none', () => {
    const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
    expect(decoded(bytes('Zoë'))).toBe('Zoë');
    expect(decoded('Zo\xeb')).toBe('Zo⟨EB⟩');
    expect(decoded('plain')).toBe('plain');
  });
});
