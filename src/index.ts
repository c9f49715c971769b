export { type Answer, PictureMemory } from "./bank/index.ts";
export { retrieve } from "./memory/index.ts";
