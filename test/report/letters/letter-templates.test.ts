import { describe, expect, it } from 'vitest';
import { defaultSchemasRoot } from '../../../src/guides/load.js';
import { readOwnSchemas, SchemaFiles } from '../../../src/guides/schema-files.js';
import { checkLetterTemplates } from '../../../src/report/letters/check-templates.js';
import { letterFacts } from '../../../src/report/letters/letter-facts.js';
import { LetterTemplates } from '../../../src/report/letters/letter-templates.js';
import { temporaryFolder } from '../../store/material.js';
import { writeFiles } from '../../support/own-schemas.js';
import { APPROVED, decided, letterOf, line, source } from './material.js';

/** The neutral schemas with an operator's files laid over. */
function laidOver(files: Readonly<Record<string, unknown>>): SchemaFiles {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return new SchemaFiles(defaultSchemasRoot(), readOwnSchemas(folder, ''));
}

const DECISION = 'payers/neutral/letters/decision-member.liquid';

function rendered(template: string) {
  const templates = new LetterTemplates(laidOver({ [DECISION]: template }), 'neutral');
  return templates.render(letterFacts(source('neutral', [APPROVED]), templates.words));
}

describe('an operator’s own template', () => {
  it('stands instead of the shipped one, and renders shipped parts', () => {
    const { title, blocks } = rendered('# Our words\n\nHello {{ member.name }}.\n\n{% render "part-decided" %}');
    expect(title).toBe('Our words');
    expect(blocks).toContainEqual({ kind: 'paragraph', text: 'Hello Ann Doe.' });
    expect(blocks).toContainEqual(expect.objectContaining({ kind: 'table' }));
  });

  it('may stand in a language of its own', () => {
    const templates = new LetterTemplates(
      laidOver({
        'payers/neutral/letters/words.json': { ...letterWords(), language: 'es-US' },
        [DECISION]: '# Decisión\n\n{{ date | long_date }}',
      }),
      'neutral',
    );
    const letter = templates.render(letterFacts(source('neutral', [APPROVED]), templates.words));
    expect(letter).toMatchObject({ language: 'es-US', date: '5 de marzo de 2031' });
  });

  it.each([
    ['a slip in a name', '# A\n\n{{ member.nam }}', '3:4', 'undefined variable: member.nam'],
    ['a filter nobody knows', '# A\n{{ date | nicely }}', '2:1', 'undefined filter: nicely'],
    ['a block without an end', '# A\n{% if namesAppeal %}', '2:1', 'not closed'],
    ['a part that is not there', '# A\n{% render "nothing" %}', '2:1', 'Failed to lookup'],
    ['a file outside', '# A\n{% render "../../../../../../../etc/passwd" %}', '2:1', 'Failed to lookup'],
    ['a loop without an end', '# A\n{% for i in (1..2000000000) %}x{% endfor %}', '2:1', 'limit exceeded'],
    ['no heading', 'Dear {{ member.name }}', '', 'it has no heading'],
  ])('with %s is told with file and line', (_name, template, place, problem) => {
    const found = checkLetterTemplates(laidOver({ [DECISION]: template }));
    expect(found).toEqual([{ file: DECISION, place, problem: expect.stringContaining(problem) }]);
    expect(() => rendered(template)).toThrow(
      expect.objectContaining({
        code: 'letter-template-invalid',
        exitCode: 2,
        message: expect.stringContaining(place),
      }),
    );
  });

  it('whose part is at fault is told as that part', () => {
    const file = 'payers/neutral/letters/part-questions.liquid';
    const found = checkLetterTemplates(laidOver({ [file]: 'Call\n{{ values.fax }}' }));
    expect(found).toEqual([{ file, place: '2:4', problem: 'undefined variable: values.fax' }]);
  });

  it('never tells whose letter it was', () => {
    expect(() => rendered('# A\n{{ member.name.first.second }}')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('Doe') }),
    );
  });
});

describe('the shipped templates', () => {
  it.each(['neutral', 'masshealth'])('of %s have nothing to mend', (overlay) => {
    const name = `payers/${overlay}/letters/part-appeal.liquid`;
    const shipped = new SchemaFiles(defaultSchemasRoot()).bytes(name).toString();
    expect(checkLetterTemplates(laidOver({ [name]: shipped }))).toEqual([]);
  });

  it('show what a reviewer wrote as it is, whatever it looks like', () => {
    const message = '# Not a heading | {{ member.id }} {% raw %}';
    const denied = line(1, decided({ outcome: 'denied', reasons: ['0F'], message }));
    const { blocks } = letterOf('neutral', source('neutral', [denied]));
    expect(blocks).toContainEqual({ kind: 'item', text: `Line 1 (97110-GP): Not medically necessary. ${message}` });
  });

  it('name the right to appeal with body, days and presumed receipt only where a line was changed or denied', () => {
    const says = (from: ReturnType<typeof source>) => JSON.stringify(letterOf('masshealth', from).blocks);
    expect(says(source('masshealth', [APPROVED]))).not.toContain('Board of Hearings');
    const denied = says(source('masshealth', [line(1, decided({ outcome: 'denied', reasons: ['0F'] }))]));
    expect(denied).toContain('The Board of Hearings must receive it within 60 days'.slice(4));
    expect(denied).toContain('on day 5 after we mail it');
  });
});

function letterWords(): object {
  return new SchemaFiles(defaultSchemasRoot()).json<object>('payers/neutral/letters/words.json');
}
