import fc from "fast-check";

// Property tests draw the same examples in every run; MADELEINE_SEED asks for others.
fc.configureGlobal({ seed: Number(process.env.MADELEINE_SEED ?? 1) });
