/** The id of an item's thumbnail in the section `id` of a page. */
export function thumbnailId(id: string, item: number): string {
  return `${id}-item-${item + 1}`;
}
