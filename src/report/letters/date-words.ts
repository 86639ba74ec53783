/** The time of day of an instant in a time zone, as readers of the language write it: `2:05 PM`. */
export function timeText(instant: Date, timeZone: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { timeZone, hour: 'numeric', minute: '2-digit' });
  return plainSpaces(format.format(instant));
}

/** An ISO date in words (`November 22, 2026`), or short (`11/22/2026`); what is no date stays as it is. */
export function dayText(day: string, form: 'long' | 'short', language: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) return day;
  const parts =
    form === 'long'
      ? ({ year: 'numeric', month: 'long', day: 'numeric' } as const)
      : ({ year: 'numeric', month: '2-digit', day: '2-digit' } as const);
  return plainSpaces(new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...parts }).format(at));
}

/** Some editions of the language data put a narrow space before AM and PM. */
function plainSpaces(text: string): string {
  return text.replace(/[\u00A0\u202F]/g, ' ');
}
