/** True for ten digits whose last is the check digit: Luhn over 80840 and the NPI (CMS NPI standard). */
export function isNpi(text: string): boolean {
  if (!/^\d{10}$/.test(text)) return false;
  // What the digits of 80840 add to the sum.
  let sum = 24;
  for (let at = 0; at < 10; at++) {
    const digit = Number(text[at]);
    const doubled = at % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
