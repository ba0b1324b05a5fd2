// Times are the office's, whatever zone this computer is set to: Beijing time, +08:00 all year, as the log has it.
const OFFSET = 8 * 3600 * 1000;

const moved = (date) => new Date(date.getTime() + OFFSET).toISOString();

/** `2026-11-21 09:05` */
export const minute = (date) => moved(date).slice(0, 16).replace("T", " ");

/** `09:05:07` */
export const second = (date) => moved(date).slice(11, 19);
