/** Memory that the fuzzer's thread shares with the one that watches it: [inputs so far, length of the input], the input. */
export const INPUT_START = 16;
export const LARGEST_INPUT = 1 << 20;
