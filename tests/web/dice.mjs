// Chance that can be had again: the same seed throws the same dice.

export function dice(seed) {
    let state = seed >>> 0 || 1;
    const next = () => {
        // mulberry32
        state = (state + 0x6D2B79F5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
    const below = (count) => Math.floor(next() * count);
    return {
        below,
        one: (list) => list[below(list.length)],
        chance: (share) => next() < share,
        letter: () => String.fromCharCode(97 + below(26)),
    };
}
