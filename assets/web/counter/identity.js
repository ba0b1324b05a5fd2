// GB 11643: the last of 18 is a check on the seventeen before it.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export const isNumber = (text) => /^\d{17}[\dXx]$/.test(text);

export function isSound(number) {
  const sum = WEIGHTS.reduce((before, weight, at) => before + weight * Number(number[at]), 0);
  return "10X98765432"[sum % 11] === number[17].toUpperCase();
}

export const masked = (number) => number.slice(0, 6) + "********" + number.slice(-4);
