export { openNativeProducts } from "./native/products.node.ts";
export type { Products, ProductsInput } from "./products.ts";
